package dev.millrace.runtime.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sections of the commands that are on the class path. Immutable. */
final class CommandSections implements Completion {

    private static @Nullable CommandSections found;

    private final Map<String, Record> defaults = new TreeMap<>();

    private CommandSections(Iterable<CommandSection> sections) {
        for (CommandSection section : sections) {
            if (defaults.put(section.name(), section.defaults()) != null) {
                throw new IllegalStateException("two commands have the section " + section.name() + ", one of them "
                        + section.getClass().getName() + "; take one of their jars away");
            }
        }
    }

    /** Without keys: nobody here has such a command. */
    private record Nobodys() {}

    /** @throws IllegalStateException if two have one name */
    static synchronized CommandSections found() {
        if (found == null) {
            found = new CommandSections(ServiceLoader.load(CommandSection.class));
        }
        return found;
    }

    /** What a section holds where nothing is said; it has no keys if no command reads it. */
    Record defaults(String name) {
        return defaults.getOrDefault(name, new Nobodys());
    }

    @Override
    public void declare(KnownKeys known) {
        defaults.forEach((name, section) -> known.add(KeyPath.of(name), section.getClass()));
    }

    @Override
    public void complete(Settings settings, KnownKeys known) {
        // They have their defaults.
    }

    /** Reads each as the record that it is. */
    JsonDeserializer<Record> reader() {
        return new Reader(Nobodys.class);
    }

    private final class Reader extends JsonDeserializer<Record> implements ContextualDeserializer {

        private final Class<? extends Record> type;

        Reader(Class<? extends Record> type) {
            this.type = type;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            return property == null
                    ? this
                    : new Reader(defaults(property.getName()).getClass());
        }

        @Override
        public Record deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return context.readValue(parser, type);
        }
    }
}
