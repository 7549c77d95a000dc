package dev.millrace.runtime.config;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What settings say of themselves: the Javadoc of the records and enums that they are read into. It is collected from the
 * sources when Millrace is built, and lies on the class path as JSON, {@code {class: {member: sentence}}}; a plug-in may
 * bring such a file of its own. Where there is none, there are no words. Immutable.
 */
public final class SettingWords {

    /** Where such files lie on the class path. */
    public static final String RESOURCE = "META-INF/millrace/setting-words.json";

    /** Stands in the files for the type itself. */
    public static final String TYPE = "";

    private static @Nullable SettingWords found;

    private final Map<String, Map<String, String>> words;

    SettingWords(Map<String, Map<String, String>> words) {
        this.words = words;
    }

    /**
     * The words that are on the class path.
     *
     * @throws UncheckedIOException if a file of them is damaged
     */
    public static synchronized SettingWords found() {
        if (found == null) {
            found = new SettingWords(read());
        }
        return found;
    }

    private static Map<String, Map<String, String>> read() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        try {
            for (URL file : Collections.list(SettingWords.class.getClassLoader().getResources(RESOURCE))) {
                try (InputStream in = file.openStream()) {
                    all.putAll(
                            new ObjectMapper().readValue(in, new TypeReference<Map<String, Map<String, String>>>() {}));
                } catch (IOException e) {
                    throw new IOException("the words of settings in " + file + " cannot be read: " + e.getMessage(), e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
        return all;
    }

    /** What a type says of itself, in one sentence. */
    Optional<String> of(Class<?> type) {
        return of(type, TYPE);
    }

    /** What a type says of a component of it, or of a constant. */
    Optional<String> of(Class<?> type, String member) {
        return Optional.ofNullable(words.getOrDefault(type.getName(), Map.of()).get(member));
    }
}
