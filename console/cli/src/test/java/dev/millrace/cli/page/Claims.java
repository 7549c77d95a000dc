package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a view has to say, part by part, as the log has it. {@link #hold} looks at all that is in sight: a part that says
 * something else is a fault, and so is a digit anywhere that no claim has a source for.
 */
final class Claims {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Held to the text of elements, and to the attributes that are read or shown to people. */
    private static final String LOOK =
            """
            claims => {
              const plain = text => text.replace(/\\s+/g, ' ').trim();
              const path = node => `${node.parentElement?.closest('[class]')?.className} > ${node.tagName} ${node.className}`;
              const seen = node => node.checkVisibility();
              const owned = new Set(), named = new Map(), faults = [];
              for (const {selector, attribute, texts} of claims) {
                const nodes = [...document.querySelectorAll(selector)].filter(seen);
                const told = nodes.map(node => plain(attribute ? node.getAttribute(attribute) ?? '' : node.textContent));
                nodes.forEach(node => attribute ? named.set(node, [...named.get(node) ?? [], attribute]) : owned.add(node));
                if (!nodes.length || JSON.stringify(told) !== JSON.stringify(texts)) {
                  const at = texts.findIndex((text, i) => text !== told[i]);
                  faults.push(`${selector}${attribute ? `@${attribute}` : ''} has ${told.length} of ${texts.length}; at ${at}: the page says “${told[at]}”, the log “${texts[at]}”`
                    + (told.length === texts.length ? '' : `\\n    ${JSON.stringify(told)}\\n    ${JSON.stringify(texts)}`));
                }
              }
              const isOwned = node => node && (owned.has(node) || isOwned(node.parentElement));
              let numbers = 0;
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const text = texts.currentNode;
                if (/\\d/.test(text.data) && !/^(SCRIPT|STYLE|NOSCRIPT)$/.test(text.parentElement.tagName) && seen(text.parentElement)) {
                  numbers++;
                  if (!isOwned(text.parentElement)) {
                    faults.push(`nothing of the log stands behind “${plain(text.data)}” in ${path(text.parentElement)}`);
                  }
                }
              }
              for (const node of document.body.querySelectorAll('[aria-label], [title], [alt]')) {
                for (const attribute of ['aria-label', 'title', 'alt']) {
                  const said = node.getAttribute(attribute);
                  // The name of a region is its caption, which is looked at as text.
                  const isCaption = node.matches('.scroll') && plain(node.querySelector('caption')?.textContent ?? '') === said;
                  if (said && /\\d/.test(said) && seen(node) && !isCaption) {
                    numbers++;
                    if (!named.get(node)?.includes(attribute)) {
                      faults.push(`nothing of the log stands behind the ${attribute} “${said}” of ${path(node)}`);
                    }
                  }
                }
              }
              return {faults, numbers};
            }
            """;

    private final ArrayNode claims = JSON.createArrayNode();

    /** These elements are there, and no others, and say this in their order. */
    Claims says(String selector, List<String> texts) {
        return claim(selector, null, texts);
    }

    Claims says(String selector, String... texts) {
        return says(selector, Arrays.asList(texts));
    }

    /** The same of an attribute. */
    Claims names(String selector, String attribute, List<String> texts) {
        return claim(selector, attribute, texts);
    }

    /** A table by its caption, which is made of words and perhaps of numbers: all of its cells, row by row. */
    Claims table(String caption, List<String> cells) {
        String region = "[role=region][aria-label=" + JSON.valueToTree(caption) + "]";
        return says(region + " caption", caption).says(region + " td", cells);
    }

    private Claims claim(String selector, @Nullable String attribute, List<String> texts) {
        ObjectNode claim = claims.addObject().put("selector", selector);
        if (attribute != null) {
            claim.put("attribute", attribute);
        }
        texts.forEach(claim.putArray("texts")::add);
        return this;
    }

    /**
     * Looks at the page.
     *
     * @param atLeast so many numbers are in sight, so that nothing holds because nothing is there
     */
    void hold(Browser browser, int atLeast) {
        JsonNode found = browser.evaluate("(" + LOOK + ")(" + claims + ")");
        StringBuilder faults = new StringBuilder();
        found.path("faults")
                .forEach(fault -> faults.append("  ").append(fault.asText()).append('\n'));
        assertThat(faults.toString())
                .as("what the page says and the log does not")
                .isEmpty();
        assertThat(found.path("numbers").asInt()).as("numbers in sight").isGreaterThanOrEqualTo(atLeast);
        System.out.println("numbers held to the log: " + found.path("numbers").asInt());
    }
}
