// What became of a report, in words and by a sign; what its author may do now.
import { ask } from "./api.js";
import { button, make, say } from "./say.js";
import { may, whose } from "./whose.js";

const SIGNS = { draft: "✎", submitted: "…", approved: "✓", rejected: "↩", closed: "■", discarded: "✕" };

export function standing(report) {
  const { status } = report;
  if (status === "submitted" && report.acknowledged_by) return ["rep_acknowledged", { who: report.acknowledged_by }];
  const who = { approved: report.reviewed_by, rejected: report.reviewed_by, closed: report.closed_by }[status];
  return [`rep_${status}`, who ? { who } : {}];
}

export function sign(report) {
  const node = make("p", "state", `${SIGNS[report.status]} `, ...say(...standing(report)));
  node.dataset.state = report.status;
  return node;
}

// At the machine itself nobody signs in, and everything is everybody's.
export const isConsole = () => whose()?.id === "console";

export const isMine = (report) => isConsole() || report.author.name === whose()?.name
  || report.author.role === "service";

export const editable = (report) => may("reports:draft") && isMine(report)
  && (["draft", "rejected"].includes(report.status) || (report.status === "submitted" && !report.acknowledged_at));

export function deeds(report, changed) {
  const found = [];
  if (editable(report)) {
    const key = { draft: "rep_edit", submitted: "rep_take_back", rejected: "rep_edit_again" }[report.status];
    const edit = make("a", report.status === "submitted" ? "button" : "button strong", ...say(key));
    edit.href = `/report?report=${report.id}`;
    found.push(edit);
  }
  if (report.status === "draft" && isMine(report) && may("reports:submit")) {
    found.push(button("", "rep_discard", async () => {
      await ask(`/v1/reports/${report.id}/transitions`,
        { method: "POST", body: { to: "discarded" }, version: `"${report.version}"` }).catch(() => {});
      changed();
    }));
  }
  return make("div", "deeds", ...found);
}

export const clock = (moment) => ({
  en: new Date(moment).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }),
  zh: new Date(moment).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" }),
});
