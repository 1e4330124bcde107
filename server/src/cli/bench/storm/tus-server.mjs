// @tus/server with its file store, on a free port of loopback; says "port N".
import http from "node:http";
import { Server } from "@tus/server";
import { FileStore } from "@tus/file-store";

const tus = new Server({ path: "/files", datastore: new FileStore({ directory: process.env.TUS_DATA }) });
const server = http.createServer((request, response) => tus.handle(request, response));
server.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
