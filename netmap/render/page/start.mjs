/* Last of all: every view has registered, so the address can be followed. */
import { start } from "./views.mjs";

start();
