import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/head.css";
import "./styles/heat.css";
import "./styles/parts.css";
import "./styles/tables.css";
import "./styles/over.css";
import { Inspection } from "./model/inspection";
import { App } from "./view/App";
import { followSystem } from "./view/theme";
import { claimToken, tabStorage, tokenKey } from "./wire/address";

// Starts the page: takes the token out of the address, draws, connects.

const kept = tabStorage();
const inspection = new Inspection(claimToken(location, history, kept), token => kept.setItem(tokenKey(location), token));
followSystem();
render(<App inspection={inspection} />, document.getElementById("inspector")!);
inspection.connection.start();
