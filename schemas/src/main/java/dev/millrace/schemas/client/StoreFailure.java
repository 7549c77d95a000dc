package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import java.nio.file.NoSuchFileException;
import java.security.UnrecoverableKeyException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a key store or trust store that cannot be read means, and the setting that names it. Tells no secret. */
final class StoreFailure {

    private static final Pattern STORE = Pattern.compile("Failed to load SSL keystore (.+?) of type (\\S+)");

    private final Map<String, ?> properties;

    /** @param properties the client's own, among which the one that holds the path is looked for */
    StoreFailure(Map<String, ?> properties) {
        this.properties = new TreeMap<>(properties);
    }

    /** Empty if no store is to blame. */
    Optional<Explanation> explain(CauseChain failure) {
        Optional<NoSuchFileException> missing = failure.find(NoSuchFileException.class);
        if (missing.isPresent()) {
            String path = String.valueOf(missing.get().getFile());
            return Optional.of(Explanation.lasting(
                    "there is no file " + path, "set " + setting(path, "ssl.*.location") + " to the store's path"));
        }
        Optional<Matcher> store = failure.saying("Failed to load SSL keystore")
                .map(STORE::matcher)
                .filter(Matcher::find);
        if (store.isEmpty()) {
            return failure.holds(UnrecoverableKeyException.class)
                    ? Optional.of(Explanation.lasting(
                            "the key in the key store cannot be opened with its password",
                            "set " + PREFIX + "ssl.key.password (or schema.registry.ssl.key.password)"))
                    : Optional.empty();
        }
        String path = store.get().group(1);
        String location = setting(path, "ssl.*.location");
        boolean password = failure.holds(UnrecoverableKeyException.class)
                || failure.saying("password was incorrect").isPresent();
        return Optional.of(
                password
                        ? Explanation.lasting(
                                "the password of store " + path + " is wrong",
                                "set " + sibling(location, "password") + " to the right one")
                        : Explanation.lasting(
                                "store " + path + " is no " + store.get().group(2) + " store (" + failure.message()
                                        + ")",
                                "set " + sibling(location, "type") + ", or " + location + " to another file"));
    }

    private static final String PREFIX = "kafka.properties.";

    private String setting(String path, String otherwise) {
        return PREFIX
                + properties.entrySet().stream()
                        .filter(entry -> path.equals(entry.getValue()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(otherwise);
    }

    private static String sibling(String location, String name) {
        return location.replaceFirst("location$", name);
    }
}
