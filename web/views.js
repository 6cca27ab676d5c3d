// SPDX-License-Identifier: Apache-2.0
// The views of the page, in the order of its menu. A view is a module in views/ whose default
// export is {id, title, mount(element, source)}; README.md says more.
import compare from "./views/compare.js";
import health from "./views/health.js";
import models from "./views/models.js";
import readings from "./views/readings.js";
import setup from "./views/setup.js";
import tonight from "./views/tonight.js";

export const views = [tonight, compare, readings, models, health, setup];
