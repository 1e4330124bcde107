// What must happen before the page's own code is there: the remembered language and text size, the worker that keeps the
// shell for an offline terminal, and a sentence instead of an empty screen when the code cannot start.
import init from "@JS@";

const root = document.documentElement;
try {
  const size = localStorage.getItem("bidroom.size");
  if (["18", "22", "26"].includes(size)) root.dataset.size = size;
  const lang = localStorage.getItem("bidroom.lang");
  if (["zh-CN", "en"].includes(lang)) root.lang = lang;
} catch {
  // A browser that forbids storage forgets the choice; the page works all the same.
}

if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  // What was loaded before the worker was there, it is told to keep as well: a terminal may be cut off at any moment.
  navigator.serviceWorker.ready.then((registration) => {
    const ours = `${location.origin}/assets/`;
    const keep = () => registration.active?.postMessage({
      keep: performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.startsWith(ours)),
    });
    keep();
    for (const later of [3000, 20000]) setTimeout(keep, later);
  }).catch(() => {});
}

init({ module_or_path: "@WASM@" }).catch((error) => {
  const state = document.getElementById("boot-state");
  if (state) {
    state.setAttribute("role", "alert");
    state.textContent = "页面未能启动，请按 F5 重试；仍不行请联系中心工作人员。 The page could not start: press F5; if that does not help, call the staff.";
  }
  console.error(error);
});
