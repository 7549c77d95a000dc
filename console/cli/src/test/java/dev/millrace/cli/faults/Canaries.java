package dev.millrace.cli.faults;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Secrets that must not be seen, and the search for them in whatever form. Thread-safe. */
final class Canaries {

    /** What has another form in a URL, in JSON, in XML. */
    private static final String AWKWARD = "/+%&";

    private final Map<String, List<String>> forms = new ConcurrentHashMap<>();

    /** A secret that is like no other; {@code where} says what it is the secret of, and names it when it is found. */
    String plant(String where) {
        String secret = "c4nary-" + Integer.toHexString(where.hashCode()) + AWKWARD + where.length() + "-s3cret";
        forms.put(where, forms(secret));
        return secret;
    }

    /** Those that stand in the bytes, plainly, as in a URL, or anywhere within something in base64. */
    TreeSet<String> in(byte[] bytes) {
        return in(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    TreeSet<String> in(String text) {
        TreeSet<String> found = new TreeSet<>();
        forms.forEach((where, looks) -> {
            if (looks.stream().anyMatch(text::contains)) {
                found.add(where);
            }
        });
        return found;
    }

    /** All that were planted. */
    TreeSet<String> all() {
        return new TreeSet<>(new TreeMap<>(forms).keySet());
    }

    private static List<String> forms(String secret) {
        List<String> forms = new ArrayList<>();
        forms.add(secret);
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String whole = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // The characters that are made of the secret alone, whatever stands before and behind it.
            String inner = whole.substring((before * 8 + 5) / 6, (before + bytes.length) * 8 / 6);
            forms.add(inner);
            forms.add(inner.replace('+', '-').replace('/', '_'));
        }
        return forms;
    }
}
