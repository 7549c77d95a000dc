package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody who has nothing but a keyboard: presses keys, one by one, counts them, and looks each time whether what has the
 * focus can be told from all else. Used by one thread.
 */
final class Keyboard {

    /**
     * What is wrong with the focus; nothing if it is on nothing yet. It shows by an outline or a ring around itself, around the option of it that is
     * chosen, or around the words beside a choice; and it is in the window.
     */
    private static final String FOCUS = "(() => {"
            + " const e = document.activeElement; if (!e || e === document.body || !e.checkVisibility()) return '';"
            + " const rings = n => { const s = getComputedStyle(n);"
            + "   return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };"
            + " const marks = [e, e.querySelector('[aria-selected=true]'), e.matches('input') ? e.nextElementSibling : null];"
            + " const name = e.outerHTML.slice(0, 120);"
            + " if (!marks.some(n => n && rings(n))) return 'does not show: ' + name;"
            + " const box = e.getBoundingClientRect();"
            + " return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth ? ''"
            + "   : 'is out of sight: ' + name; })()";

    private final Browser browser;
    private final String task;
    private int keys;
    private int letters;

    Keyboard(Browser browser, String task) {
        this.browser = browser;
        this.task = task;
    }

    void press(String... names) {
        for (String name : names) {
            browser.press(name);
            keys++;
            browser.await("new Promise(done => requestAnimationFrame(() => done(true)))");
            assertThat(browser.evaluate(FOCUS).asText())
                    .as("the focus after " + keys + " keys, the last one " + name)
                    .isEmpty();
        }
    }

    /** Presses a key until what has the focus says something, as who looks at it would. */
    void pressUntil(String key, String said) {
        for (int i = 0; i < 30 && !focused().contains(said); i++) {
            press(key);
        }
        assertThat(focused()).as("what has the focus after 30 of " + key).contains(said);
    }

    void type(String text) {
        browser.type(text);
        letters += text.length();
    }

    /** What is written on what has the focus, or what a screen reader says of it; nothing of what only holds other things. */
    String focused() {
        return browser.evaluate(
                        "(e => e.matches('body, main, dialog, [role=region]') ? '' : [e.getAttribute('aria-label'), e.innerText, e.value].filter(Boolean).join(' '))"
                                + "(document.activeElement)")
                .asText();
    }

    /** Waits until a part of the page, which a reader sees, says something. */
    void see(String part, String said) {
        browser.await("[...document.querySelectorAll('" + part + "')].some(e => e.checkVisibility()"
                + " && e.innerText.replace(/\\s+/g, ' ').includes('" + said.replace("'", "\\'") + "'))");
    }

    /** What a part of the page says. */
    String read(String part) {
        return browser.evaluate("document.querySelector('" + part + "').innerText")
                .asText();
    }

    /** Tells how much work it was. */
    void report() {
        System.out.println(
                "by keyboard: " + task + ": " + keys + " keys" + (letters > 0 ? " and " + letters + " letters" : ""));
        assertThat(keys).as("keys for: " + task).isLessThanOrEqualTo(25);
    }
}
