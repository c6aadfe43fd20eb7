// A new version waits until the reader says so, and never starts while a visit is being written.
import { tell } from "./dom.js";

const band = document.getElementById("newer");

export const watchVersions = (isDirty) => {
  let worker = null, wanted = false;
  const offer = () => { band.hidden = !(worker && worker.waiting && navigator.serviceWorker.controller); };
  const begin = async () => {
    if (!("serviceWorker" in navigator)) return;
    worker = await navigator.serviceWorker.register(document.body.dataset.worker, { scope: "/field/", updateViaCache: "none" });
    offer();
    worker.addEventListener("updatefound", () => {
      if (worker.installing) worker.installing.addEventListener("statechange", offer);
    });
    navigator.serviceWorker.addEventListener("controllerchange", () => { if (wanted && !isDirty()) location.reload(); });
  };
  begin().catch(() => undefined);
  return {
    look: () => { if (worker) worker.update().catch(() => undefined); },
    renew: () => {
      if (isDirty()) { tell("dirty", {}, "warn"); return; }
      wanted = true;
      if (worker && worker.waiting) worker.waiting.postMessage("take over");
    },
  };
};
