package dev.millrace.schemas.secret;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a type that is found at run time, with what their references stand for: in texts and paths, also within
 * lists, maps and records. Whoever adds a type gets this for nothing. What is a secret by its name, or stands under
 * {@value SecretNames#HEADERS}, is remembered by {@link Redaction}.
 */
public final class ResolvedSettings {

    private final References references;

    /** @param references looks up what they stand for */
    public ResolvedSettings(References references) {
        this.references = references;
    }

    /**
     * The same settings without references; the record itself where it holds none.
     *
     * @param path names the settings in errors, for instance {@code scorers.judge.config}
     * @throws UnresolvedReferenceException naming the setting, if a reference stands for nothing, or for what the record
     *     refuses; what it stands for is not said
     */
    public Record of(String path, Record settings) {
        return record(path, settings);
    }

    private Record record(String path, Record settings) {
        RecordComponent[] components = settings.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        Map<String, String> written = new LinkedHashMap<>();
        boolean same = true;
        for (int i = 0; i < components.length; i++) {
            String name = snakeCase(components[i].getName());
            types[i] = components[i].getType();
            Object before = get(settings, components[i]);
            values[i] = value(path, name, name, before, written);
            same &= values[i] == before;
        }
        return same ? settings : make(path, settings.getClass(), types, values, written);
    }

    /**
     * A value with what its references stand for, or itself where there are none.
     *
     * @param section name of what it lies in, by which it may be a secret
     * @param written takes the texts that had references, by what they stand for
     */
    private @Nullable Object value(
            String path, String section, String name, @Nullable Object value, Map<String, String> written) {
        String key = path + "." + name;
        if (value instanceof String text) {
            return text(key, SecretNames.isSecret(section, name), text, written);
        }
        if (value instanceof Path file) {
            String text = file.toString();
            String plain = text(key, SecretNames.isSecret(section, name), text, written);
            return plain.equals(text) ? file : Path.of(plain);
        }
        if (value instanceof Record record) {
            return record(key, record);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new LinkedHashMap<>();
            map.forEach((each, one) -> plain.put(each, value(key, name, String.valueOf(each), one, written)));
            return plain.equals(map) ? map : plain;
        }
        if (value instanceof List<?> list) {
            List<Object> plain = new ArrayList<>();
            list.forEach(one -> plain.add(value(path, section, name, one, written)));
            return plain.equals(list) ? list : plain;
        }
        if (value instanceof Optional<?> optional && optional.isPresent()) {
            Object before = optional.get();
            Object plain = value(path, section, name, before, written);
            return plain == before ? optional : Optional.ofNullable(plain);
        }
        return value;
    }

    private String text(String key, boolean secret, String text, Map<String, String> written) {
        String plain = references.resolve(key, text, word -> {
            if (secret) {
                Redaction.add(word);
            }
            return word;
        });
        if (secret) {
            Redaction.add(plain);
        }
        if (plain.equals(text)) {
            return text;
        }
        written.put(plain, text);
        return plain;
    }

    private static Object get(Record settings, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "the settings " + settings.getClass().getName() + " cannot be read", e);
        }
    }

    private static Record make(
            String path, Class<? extends Record> type, Class<?>[] types, Object[] values, Map<String, String> written) {
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            String complaint = String.valueOf(e.getTargetException().getMessage());
            for (Map.Entry<String, String> each : written.entrySet()) {
                complaint = complaint.replace(each.getKey(), "what " + each.getValue() + " stands for");
            }
            throw new UnresolvedReferenceException(path + "." + complaint);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the settings " + type.getName() + " cannot be made", e);
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
