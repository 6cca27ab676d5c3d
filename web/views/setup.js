// SPDX-License-Identifier: Apache-2.0
// Set up: its modules are loaded when the view is opened, to keep the first load of the page small.
import { faultText, fill, h } from "../dom.js";
import { t } from "../text.js";

export default {
  id: "setup",
  title: t("setup.title"),
  mount(element, source) {
    let unmount = null;
    let gone = false;
    fill(element, h("p", { class: "soft" }, t("setup.loading")));
    import("../setup/setup.js").then(({ mountSetup }) => {
      if (!gone) unmount = mountSetup(element, source);
    }).catch((error) => fill(element, h("p", { class: "fault bad", role: "alert" }, faultText(error))));
    return () => {
      gone = true;
      unmount?.();
    };
  },
};
