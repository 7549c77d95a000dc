package dev.millrace.schemas.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which code is running. */
public final class CodeVersion {

    /** System property with the revision of the sources; the launcher sets it where it knows one. */
    public static final String REVISION_PROPERTY = "millrace.revision";

    private static final String RELEASE = release();

    private CodeVersion() {}

    /** The release, and after a {@code +} the revision of the sources where it is known: {@code 0.1.0+3b7aa49}. */
    public static String current() {
        String revision = System.getProperty(REVISION_PROPERTY, "");
        return revision.isEmpty() ? RELEASE : RELEASE + "+" + revision;
    }

    private static String release() {
        Properties properties = new Properties();
        try (InputStream resource = CodeVersion.class.getResourceAsStream("version.properties")) {
            if (resource == null) {
                throw new IllegalStateException("version.properties is missing from the build of millrace-schemas");
            }
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read", e);
        }
        return properties.getProperty("version");
    }
}
