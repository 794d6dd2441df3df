// Plain JavaScript, loaded before the framework (`node --import`), which listens before the site has started: until
// `watchRequests` of `edge.ts` is there, nothing is read from whoever connects, and nothing is answered.
import { Server } from 'node:http';

/** @type {[import('node:http').Server, import('node:net').Socket][]} */
const held = [];
const { emit } = Server.prototype;
const isOwn = Object.hasOwn(Server.prototype, 'emit');

Server.prototype.emit = function (event, ...args) {
  if (event !== 'connection') return Reflect.apply(emit, this, [event, ...args]);
  const [socket] = args;
  // Whoever leaves meanwhile ends no process.
  socket.on('error', () => {});
  held.push([this, socket]);
  return true;
};

globalThis.heldConnections = {
  /** Holds nothing any more. @returns who has connected so far, and to which server */
  release() {
    if (isOwn) Server.prototype.emit = emit;
    else delete Server.prototype.emit;
    return held.splice(0).filter(([, socket]) => !socket.destroyed);
  },
};
