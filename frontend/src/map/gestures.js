// Moving the map: drag, two fingers, wheel (with Ctrl, or once the map has the focus), keys.
const STEP = 60;

/** Let `map` (zoom, pan, reset) be moved by what happens to `root`. */
export function gestures(root, map) {
  const fingers = new Map();
  const spot = (event) => {
    const box = root.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  root.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, spot(event));
    map.dragged = false;
  });
  root.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = spot(event);
    if (fingers.size === 2) pinch(event.pointerId, before, now);
    else if (map.dragged || Math.hypot(now[0] - before[0], now[1] - before[1]) > 4) {
      if (!map.dragged) root.setPointerCapture(event.pointerId);
      map.dragged = true;
      map.pan(now[0] - before[0], now[1] - before[1]);
    } else return;
    fingers.set(event.pointerId, now);
  });
  const lift = (event) => fingers.delete(event.pointerId);
  root.addEventListener("pointerup", lift);
  root.addEventListener("pointercancel", lift);

  function pinch(id, before, now) {
    const [other] = [...fingers].filter(([key]) => key !== id).map(([, at]) => at);
    const wide = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]);
    map.dragged = true;
    if (wide(before) > 10) map.zoom(wide(now) / wide(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
  }

  root.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey || root.contains(document.activeElement))) return;
    event.preventDefault();
    map.zoom(Math.exp(-event.deltaY / 400), spot(event));
  }, { passive: false });

  root.addEventListener("dblclick", (event) => map.zoom(1.8, spot(event)));

  root.addEventListener("keydown", (event) => {
    const act = {
      ArrowLeft: () => map.pan(STEP, 0), ArrowRight: () => map.pan(-STEP, 0),
      ArrowUp: () => map.pan(0, STEP), ArrowDown: () => map.pan(0, -STEP),
      "+": () => map.zoom(1.5), "=": () => map.zoom(1.5), "-": () => map.zoom(1 / 1.5), 0: () => map.reset(false),
      Escape: () => map.pick(null),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
}
