// SPDX-License-Identifier: Apache-2.0
// Tonight: what the lamps do this evening.
import { fill, h } from "../dom.js";

export default {
  id: "tonight",
  title: "Tonight",
  mount(element, source) {
    const show = async () => {
      try {
        const house = await source.get("house");
        fill(element, h("p", {}, `Rooms: ${house.rooms.map((room) => room.name).join(", ")}`));
      } catch (error) {
        fill(element, h("p", { role: "alert" }, error.message));
      }
    };
    show();
    return source.listen("house", show);
  },
};
