package dev.millrace.schemas.secret;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which settings hold secrets, by their names: Kafka says so of its own, and of others the words tell. */
public final class SecretNames {

    /** What stands in the place of a secret wherever settings are shown or saved. */
    public static final String HIDDEN = "[hidden]";

    /** A section of headers of requests: any of them may be credentials. */
    public static final String HEADERS = "headers";

    /** A word that says how a request proves who it is from, before the secret that does. */
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9_-]* +");

    private static final Pattern WORDS = Pattern.compile(
            "passw|passphrase|authorization|request[.]header|secret|token(?!s)|jaas|credential|user[._]?info|(private|api|access)[._]?key",
            Pattern.CASE_INSENSITIVE);

    /** What is only about a secret: where it lies, of which kind it is. */
    private static final Pattern ABOUT = Pattern.compile(
            "[._](url|uri|location|type|class|source|provider|name|alias|id|scope)$", Pattern.CASE_INSENSITIVE);

    private static final List<String> PREFIXES = List.of(
            "schema.registry.",
            "main.consumer.",
            "restore.consumer.",
            "global.consumer.",
            "consumer.",
            "producer.",
            "admin.");

    private static final Map<String, Boolean> OF_KAFKA = new HashMap<>();

    static {
        for (ConfigDef clients :
                List.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef())) {
            clients.configKeys().forEach((key, about) -> OF_KAFKA.put(key, about.type == ConfigDef.Type.PASSWORD));
        }
    }

    private SecretNames() {}

    /** Whether the value of {@code name} is a secret, or holds one; {@code name} may be a setting's last word. */
    public static boolean isSecret(String name) {
        String plain = name;
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                plain = name.substring(prefix.length());
                break;
            }
        }
        Boolean known = OF_KAFKA.get(plain);
        return known != null
                ? known
                : WORDS.matcher(plain).find() && !ABOUT.matcher(plain).find();
    }

    /**
     * As {@link #isSecret(String)} of a setting that lies in a section.
     *
     * @param section the section's last word
     */
    public static boolean isSecret(String section, String name) {
        return section.equals(HEADERS) || isSecret(name);
    }

    /**
     * Whether nothing of a secret's value is secret itself, because it refers to what is: a reference alone, one behind a
     * word such as {@code Bearer}, a user with one for the password, or a line of JAAS whose secret options are references.
     */
    public static boolean isReferred(String value) {
        if (References.isOne(SCHEME.matcher(value).replaceFirst(""))) {
            return true;
        }
        int colon = value.indexOf(':');
        if (colon >= 0 && !value.contains("=") && References.isOne(value.substring(colon + 1))) {
            return !value.substring(0, colon).contains("$");
        }
        List<String> secrets = JaasOptions.of(value).written();
        return !secrets.isEmpty() && secrets.stream().allMatch(References::isOne);
    }
}
