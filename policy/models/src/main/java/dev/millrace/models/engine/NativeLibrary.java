package dev.millrace.models.engine;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The native library that will be loaded: the one that the build packs, or one of the user's in {@code PYTORCH_LIBRARY_PATH}. Its
 * version must be exactly the one that the code between it and Java was built for: another one ends the process with a crash, not
 * with an exception. So it is looked at before.
 *
 * @param version for instance {@code 2.7.1}
 * @param flavor {@code cpu}, or the version of CUDA, for instance {@code cu128}
 * @param folder of the user's own; empty for the packed one
 */
public record NativeLibrary(String version, String flavor, Optional<Path> folder) {

    private static final String PATH = "PYTORCH_LIBRARY_PATH";
    private static final String VERSION = "PYTORCH_VERSION";
    private static final String FLAVOR = "PYTORCH_FLAVOR";
    private static final String BUILT_FOR = "jnilib/pytorch.properties";
    private static final String PACKED = "native/lib/pytorch.properties";
    private static final String HOW = "; docs/howto/gpu.md says how";
    private static final Pattern NUMBER = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+");

    /** What it was built for, behind the version, where that is said. */
    private static final Pattern BUILT_WITH = Pattern.compile("[0-9]\\+([a-z0-9]+)");

    /** What stands beside the library: in the zip of libtorch, and in the wheel of Python. */
    private static final String[] SAYING = {"../build-version", "../version.py"};

    /**
     * The library for this process.
     *
     * @throws EngineUnavailableException if it is missing, or of another version than is needed
     */
    public static NativeLibrary find() {
        return find(name -> {
            String set = System.getenv(name);
            return set == null || set.isEmpty() ? System.getProperty(name) : set;
        });
    }

    static NativeLibrary find(UnaryOperator<@Nullable String> variables) {
        String needed = number(properties(BUILT_FOR, "pytorch-jni").getProperty("jni_version", ""));
        String path = variables.apply(PATH);
        return path == null || path.isEmpty() ? packed(needed) : own(path, needed, variables);
    }

    private static NativeLibrary packed(String needed) {
        Properties packed = properties(PACKED, "pytorch-native");
        String version = number(packed.getProperty("version", ""));
        if (!version.equals(needed)) {
            throw new EngineUnavailableException("this build packs PyTorch " + version + " with the code for " + needed
                    + ": it would crash; build with the versions of one profile");
        }
        return new NativeLibrary(version, packed.getProperty("flavor", "cpu"), Optional.empty());
    }

    private static NativeLibrary own(String path, String needed, UnaryOperator<@Nullable String> variables) {
        Path folder = folder(path);
        String stated = versionOf(folder);
        String found = number(stated);
        if (!found.equals(needed)) {
            throw new EngineUnavailableException(
                    PATH + " " + folder + " is PyTorch " + found + ", but this build needs exactly " + needed + HOW);
        }
        String said = variables.apply(VERSION);
        if (!needed.equals(said)) {
            throw new EngineUnavailableException(
                    VERSION + " must be " + needed + " beside " + PATH + ", not " + said + HOW);
        }
        String flavor = variables.apply(FLAVOR);
        if (flavor == null || resource("jnilib/" + classifier() + "/" + flavor + "/" + library("djl_torch")) == null) {
            throw new EngineUnavailableException(
                    FLAVOR + " is " + flavor + ", but this build has no code for that on " + classifier() + HOW);
        }
        Matcher built = BUILT_WITH.matcher(stated);
        if (built.find() && !built.group(1).equals(flavor)) {
            throw new EngineUnavailableException(
                    FLAVOR + " is " + flavor + ", but " + folder + " is built for " + built.group(1) + HOW);
        }
        return new NativeLibrary(found, flavor, Optional.of(folder));
    }

    /** The first that holds the library, as the engine looks for it. */
    private static Path folder(String path) {
        for (String each : path.split(File.pathSeparator)) {
            Path place = Path.of(each).toAbsolutePath().normalize();
            if (Files.isRegularFile(place.resolve(library("torch")))) {
                return place;
            }
        }
        throw new EngineUnavailableException(PATH + " " + path + " holds no " + library("torch")
                + "; give the folder lib of libtorch, or torch/lib of a Python wheel" + HOW);
    }

    private static String versionOf(Path folder) {
        for (String name : SAYING) {
            Path file = folder.resolve(name).normalize();
            if (Files.isRegularFile(file)) {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
                }
            }
        }
        throw new EngineUnavailableException(PATH + " " + folder + " does not say its version: neither "
                + folder.resolve(SAYING[0]).normalize() + " nor "
                + folder.resolve(SAYING[1]).normalize() + " is there, and a wrong one would crash");
    }

    private static String number(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.find() ? number.group() : "of an unknown version";
    }

    private static Properties properties(String name, String artifact) {
        Properties properties = new Properties();
        try (InputStream in = resource(name)) {
            if (in == null) {
                throw new EngineUnavailableException("this build lacks " + artifact + ": " + name + " is missing");
            }
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable InputStream resource(String name) {
        return NativeLibrary.class.getClassLoader().getResourceAsStream(name);
    }

    private static String library(String name) {
        return System.mapLibraryName(name);
    }

    private static String classifier() {
        String system = System.getProperty("os.name").startsWith("Linux")
                ? "linux"
                : System.getProperty("os.name").startsWith("Win") ? "win" : "osx";
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return system + "-" + machine;
    }

    @Override
    public String toString() {
        return "PyTorch " + version + " for " + flavor
                + folder.map(own -> " from " + own).orElse(", packed with this build");
    }
}
