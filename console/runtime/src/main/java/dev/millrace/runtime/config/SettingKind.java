package dev.millrace.runtime.config;

import dev.millrace.schemas.id.RunId;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the value of a setting is, in words. Pure. */
final class SettingKind {

    private SettingKind() {}

    static String of(@Nullable Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            Type last = arguments[arguments.length - 1];
            if (parameterized.getRawType() == Map.class) {
                return isRecord(last) ? "sections by name" : "map of names to " + plural(of(last));
            }
            return parameterized.getRawType() == List.class ? "list of " + plural(of(last)) : of(last);
        }
        if (!(type instanceof Class<?> clazz)) {
            return "value";
        }
        if (clazz.isEnum()) {
            return "one of " + String.join(", ", names(clazz));
        }
        return simple(clazz);
    }

    private static String simple(Class<?> type) {
        if (type == RunId.class) {
            return "name";
        }
        if (type.isRecord() || type == Record.class) {
            return "section";
        }
        if (Scalars.isWhole(type)) {
            return "whole number";
        }
        if (Scalars.isNumber(type)) {
            return "number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "duration";
        }
        return type == Path.class ? "path" : "text";
    }

    /** The values of an enum as they are written. */
    static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> name(((Enum<?>) constant).name()))
                .toList();
    }

    /** A constant as it is written. */
    static String name(String constant) {
        return constant.toLowerCase(Locale.ROOT);
    }

    private static boolean isRecord(Type type) {
        return type instanceof Class<?> clazz && clazz.isRecord();
    }

    private static String plural(String kind) {
        return kind.startsWith("one of") || kind.contains(" of ") ? kind : kind + "s";
    }
}
