package dev.millrace.streams.scoring;

import dev.millrace.policy.family.NoConfig;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.secret.References;
import dev.millrace.schemas.secret.ResolvedSettings;
import dev.millrace.schemas.secret.UnresolvedReferenceException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types of scorers on the class path, by name. Immutable, safe on any thread. */
public final class ScorerTypes {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

    private static @Nullable ScorerTypes found;

    private final TreeMap<String, ScorerFactory<?>> byType = new TreeMap<>();

    /** @throws IllegalStateException naming both classes, if two types have one name, or one has a name that is none */
    ScorerTypes(List<? extends ScorerFactory<?>> factories) {
        for (ScorerFactory<?> factory : factories) {
            String type = factory.type();
            String who = factory.getClass().getName();
            if (!isName(type) || type.equals(ScorerConfig.EXTERNAL)) {
                throw new IllegalStateException(who + " calls its scorers \"" + type
                        + "\", which is no name of a type; it has lower-case letters, digits and _");
            }
            ScorerFactory<?> other = byType.putIfAbsent(type, factory);
            if (other != null) {
                throw new IllegalStateException("the type of scorers " + type + " is there twice, as "
                        + other.getClass().getName() + " and as " + who + "; take one of their jars away");
            }
        }
    }

    /**
     * Those on the class path of this program.
     *
     * @throws IllegalStateException if one of them cannot be made, or two have one name
     */
    public static synchronized ScorerTypes found() {
        if (found == null) {
            found = new ScorerTypes(load());
        }
        return found;
    }

    /**
     * The record of the settings of a type; {@link NoConfig} for {@code external}.
     *
     * @throws IllegalArgumentException if there is no such type
     */
    public Class<? extends Record> configType(String type) {
        if (type.equals(ScorerConfig.EXTERNAL)) {
            return NoConfig.class;
        }
        ScorerFactory<?> factory = byType.get(type);
        if (factory == null) {
            throw new IllegalArgumentException("there is no type of scorers " + type);
        }
        return factory.configType();
    }

    /**
     * Refuses settings that lack what their type has to be told.
     *
     * @throws IllegalArgumentException that begins with the key
     */
    public void check(String type, Record config) {
        find(type).ifPresent(factory -> check(factory, config));
    }

    private static <C extends Record> void check(ScorerFactory<C> factory, Record config) {
        factory.check(factory.configType().cast(config));
    }

    private static List<ScorerFactory<?>> load() {
        List<ScorerFactory<?>> factories = new ArrayList<>();
        try {
            for (ScorerFactory<?> factory : ServiceLoader.load(ScorerFactory.class)) {
                factories.add(factory);
            }
            return factories;
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("a jar offers a type of scorers that cannot be made: " + e.getMessage(), e);
        }
    }

    /** Whether a text can be the name of a scorer or of a type. */
    public static boolean isName(String text) {
        return WORD.matcher(text).matches();
    }

    /** The names of the types in alphabetical order, without {@code external}. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byType.keySet()));
    }

    /** The type of that name. */
    public Optional<ScorerFactory<?>> find(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    /**
     * Makes a declared scorer, which its caller closes.
     *
     * @throws IllegalArgumentException if there is no such type here, as where another program runs it, or its settings lack
     *     what the type has to be told
     * @throws UsageException naming the setting whose reference stands for nothing, or for what is out of range
     * @throws RuntimeException if it cannot be made, for instance because its referee cannot be loaded
     */
    public NamedScorer make(String name, ScorerConfig config, ScorerContext context) {
        ScorerFactory<?> factory = byType.get(config.type());
        if (factory == null) {
            throw new IllegalArgumentException(
                    config.runsElsewhere()
                            ? "scorer " + name + " is of type external: another program runs it"
                            : "scorer " + name + " is of the type " + config.type() + ", which is not here");
        }
        return new NamedScorer(
                name,
                config.judges(),
                create(factory, name, config.config(), context.declaredBy(config)),
                context.images());
    }

    private static <C extends Record> Scorer create(
            ScorerFactory<C> factory, String name, Record config, ScorerContext context) {
        String path = "scorers." + name + ".config";
        try {
            C plain = factory.configType().cast(new ResolvedSettings(References.ofProcess()).of(path, config));
            factory.check(plain);
            return factory.create(plain, context);
        } catch (UnresolvedReferenceException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
