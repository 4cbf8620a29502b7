"""What eyes and gloves need, measured in an open page: contrast, letters, targets, gaps, edges.

Text 7:1, signs and edges 3:1; letters of 16 px and more; targets of 48 px, with gloves 72 px and
12 px between, a page's main button 96 px. Nothing beyond the edge or cut off, one language.
"""

import re
from functools import cache
from typing import Any, Literal

from ui.phrases import PHRASES

TARGETS = (
    "button, select, summary, input:not([type=hidden], [hidden]), textarea, [role=button], "
    "a[href]:not(p a, li > span a)"
)
"""What a finger is for; links within a sentence are none (WCAG 2.2, 2.5.8)."""

_MEASURE = """([targets, smallest, gap, main]) => {
  const said = [];
  const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return colour.startsWith('color(') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= .03928 ? c / 12.92
      : ((c + .055) / 1.055) ** 2.4);
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const ratio = (one, two) => {
    const [a, b] = [light(one), light(two)].sort((x, y) => y - x);
    return (a + .05) / (b + .05);
  };
  const over = ([r, g, b, a], under) => [0, 1, 2].map((i) => [r, g, b][i] * a + under[i] * (1 - a));
  const behind = (node) => {
    const layers = [];
    for (; node; node = node.parentElement) {
      const colour = channels(getComputedStyle(node).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
      if (node.popover && node.matches(':popover-open')) break;
    }
    return layers.reverse().reduce((under, colour) => over(colour, under), [255, 255, 255]);
  };
  const name = (node) => `${node.tagName.toLowerCase()}#${node.id}.${node.className} ` +
    (node.innerText ?? '').trim().slice(0, 30);
  // What lies under an open panel is out of reach.
  const top = [...document.querySelectorAll(':popover-open, dialog[open]')].at(-1);
  const seen = (node) => {
    if (top && !top.contains(node)) return false;
    const box = node.getBoundingClientRect();
    return node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && box.width > 1 && box.height > 1 && !node.closest('.sr-only, .skip, [inert]');
  };

  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const host = walk.currentNode.parentElement, words = walk.currentNode.data.trim();
    const { color, fontSize } = getComputedStyle(host);
    if (!words || host.closest('script, style, svg') || !seen(host) || fontSize === '0px') continue;
    if (!host.closest(':disabled')) {
      const told = ratio(channels(color), behind(host));
      if (told < 7) said.push(`contrast ${told.toFixed(1)}: ${words.slice(0, 40)}`);
    }
    if (parseFloat(fontSize) < 16) said.push(`letters ${fontSize}: ${words.slice(0, 40)}`);
  }

  // Whether all of it can be tapped: what is half under a bar has another place a moment later.
  const whole = (target) => {
    const box = target.getBoundingClientRect();
    const at = [[.5, .5], [.5, .04], [.5, .96], [.04, .5], [.96, .5]];
    return at.every(([x, y]) => {
      const hit = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
      return hit && (target.contains(hit) || hit.contains(target));
    });
  };

  const boxes = [];
  for (const target of document.querySelectorAll(targets)) {
    if (!seen(target) || target.closest('[hidden]')) continue;
    const grown = target.matches('a.cite') ? getComputedStyle(target, '::after') : null;
    let { width, height } = grown ?? target.getBoundingClientRect();
    if (target.matches('[type=checkbox], [type=radio]') && target.closest('label')) {
      ({ width, height } = target.closest('label').getBoundingClientRect());
    }
    [width, height] = [parseFloat(width), parseFloat(height)];
    const wanted = target.matches('.primary, #ask, #stop') ? main : smallest;
    if (height < wanted - .5 || width < Math.min(wanted, smallest) - .5) {
      said.push(`target ${Math.round(width)}x${Math.round(height)}: ${name(target)}`);
    }
    const edge = getComputedStyle(target);
    if (target.matches('button, select, textarea, input') && edge.borderTopWidth !== '0px'
      && !target.disabled) {
      const around = behind(target.parentElement);
      const line = ratio(channels(edge.borderTopColor), around);
      const told = Math.max(line, ratio(behind(target), around));
      if (told < 3) said.push(`edge ${told.toFixed(1)}: ${name(target)}`);
    }
    if (!grown && whole(target)) boxes.push([target, target.getBoundingClientRect()]);
  }
  for (const [index, [one, a]] of boxes.entries()) {
    for (const [two, b] of boxes.slice(index + 1)) {
      if (one.contains(two) || two.contains(one)) continue;
      const across = Math.max(a.left, b.left) - Math.min(a.right, b.right);
      const down = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
      const apart = Math.max(across, down);
      if (apart < gap - .5) said.push(`gap ${Math.round(apart)}: ${name(one)} | ${name(two)}`);
    }
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) said.push(`sideways ${wide} > ${innerWidth}`);
  return [...new Set(said)];
}"""


def faults(page: Any, *, gloves: bool = False, gaps: bool | None = None) -> list[str]:
    """One line a fault of what is to be seen; empty is fit for the shop floor.

    Args:
        page: Playwright's.
        gloves: Whether the page is in glove mode.
        gaps: Whether targets must stand apart; with gloves unless told.
    """
    smallest, main = (72, 96) if gloves else (48, 48)
    apart = gloves if gaps is None else gaps
    found: list[str] = page.evaluate(_MEASURE, [TARGETS, smallest, 12 if apart else -9999, main])
    return found


def prefer(page: Any, **chosen: str) -> None:
    """Chooses as the menu does: ``theme``, ``gloves``, ``text``, ``language``."""
    for kind, value in chosen.items():
        page.evaluate("([kind, value]) => shiftmatePreferences.choose(kind, value)", [kind, value])


_ASTRAY = """(targets) => {
  const said = [];
  const name = (node) => `${node.tagName.toLowerCase()}#${node.id}.${node.className} ` +
    (node.innerText ?? '').trim().slice(0, 40);
  const top = [...document.querySelectorAll(':popover-open, dialog[open]')].at(-1);
  const seen = (node) => {
    const box = node.getBoundingClientRect();
    return (!top || top.contains(node)) && box.width > 1 && box.height > 1
      && node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && !node.closest('.sr-only, .skip, [inert], svg');
  };
  const scrolls = (node) => {
    for (let one = node.parentElement; one; one = one.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(one).overflowX)) return true;
    }
    return false;
  };
  for (const node of document.querySelectorAll(`${targets}, h1, h2, h3, label, p, td, th`)) {
    if (!seen(node)) continue;
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(node)) {
      said.push(`outside ${Math.round(box.left)}..${Math.round(box.right)}: ${name(node)}`);
    }
    if (node.matches('input, textarea, select') || style.display === 'inline') continue;
    const isCut = /hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis'
      && style.webkitLineClamp === 'none';
    const isTarget = node.matches('button, a, summary') && style.overflowX !== 'auto';
    if ((isCut || isTarget) && node.scrollWidth > node.clientWidth + 2) {
      said.push(`cut ${node.scrollWidth} > ${node.clientWidth}: ${name(node)}`);
    }
  }
  // Words that something else stands on: both in the same frame, neither a bar that scrolls along.
  const frame = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(one);
      if (/fixed|sticky/.test(position) || /auto|scroll|hidden|clip/.test(overflowX + overflowY)) {
        return one;
      }
    }
    return document.documentElement;
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = new Range();
  while (walk.nextNode()) {
    const host = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || host.closest('option, svg') || !seen(host)) continue;
    range.selectNodeContents(walk.currentNode);
    const home = frame(host), edge = home.getBoundingClientRect();
    for (const box of range.getClientRects()) {
      for (const x of [box.left + 3, box.right - 3]) {
        const y = (box.top + box.bottom) / 2, hit = document.elementFromPoint(x, y);
        const isWithin = x > edge.left && x < edge.right && y > edge.top && y < edge.bottom;
        if (!hit || box.width < 8 || !(isWithin || home === document.documentElement)) continue;
        if (hit.contains(host) || host.contains(hit) || frame(hit) !== home) continue;
        said.push(`under ${name(hit)}: ${walk.currentNode.data.trim().slice(0, 40)}`);
      }
    }
  }
  return [...new Set(said)];
}"""

_WORDS = """(other) => {
  const found = [];
  const seen = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const host = walk.currentNode.parentElement, words = walk.currentNode.data.trim();
    if (words && !host.closest('script, style, bdi') && seen(host)) {
      found.push([words, host.matches(`span.${other}`)]);
    }
  }
  for (const node of document.querySelectorAll('[placeholder], [aria-label], [title], img[alt]')) {
    if (!seen(node)) continue;
    for (const name of ['placeholder', 'aria-label', 'title', 'alt']) {
      if (node.getAttribute(name)) found.push([node.getAttribute(name), false]);
    }
  }
  found.push([document.title.split(' · ')[0], false]);
  return found;
}"""


def astray(page: Any) -> list[str]:
    """What stands beyond the screen's edge, and words that are cut off or that something covers."""
    found: list[str] = page.evaluate(_ASTRAY, TARGETS)
    return found


def foreign(page: Any, language: Literal["zh", "en"]) -> list[str]:
    """Words of ours that are to be seen in the other language; those of manuals and people may be.

    What somebody wrote stands in ``bdi`` where it may read like ours: questions that we offered.

    Args:
        page: Playwright's.
        language: What the reader chose.
    """
    other: Literal["zh", "en"] = "en" if language == "zh" else "zh"
    seen = page.evaluate(_WORDS, other)
    known = _phrases(other)
    return [
        f"in the other language: {words[:60]}"
        for words, is_marked in seen
        if is_marked or any(one.fullmatch(words) for one in known.get(words[:2], ()))
    ]


@cache
def _phrases(language: Literal["zh", "en"]) -> dict[str, list[re.Pattern[str]]]:
    """Patterns of all phrases that differ between the languages, by their first two letters."""
    found: dict[str, list[re.Pattern[str]]] = {}
    for phrase in PHRASES.values():
        words = getattr(phrase, language)
        if (
            phrase.en == phrase.zh
            or len(re.sub(r"\{\w+\}", "", words).strip()) < _TELLING[language]
        ):
            continue
        begin = words[:2]
        if "{" not in begin:
            found.setdefault(begin, []).append(pattern_of(words))
    return found


def pattern_of(words: str) -> re.Pattern[str]:
    """A phrase, whatever stands in its holes."""
    return re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(words)))


_TELLING = {"zh": 2, "en": 4}
"""Letters below which a phrase may be anybody's: "n", "min"."""
