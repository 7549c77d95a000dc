package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * What a failure of one of Kafka's clients means, where it is one of security or settings: what is wrong, and which
 * setting or right mends it. It makes no request and tells no secret.
 */
public final class BrokerFailure {

    private static final String PROPERTIES = "kafka.properties.";
    private static final String JAAS = PROPERTIES + "sasl.jaas.config";
    private static final Pattern USER = Pattern.compile("\\busername\\s*=\\s*\"?([^\"\\s;]+)");

    private BrokerFailure() {}

    /** As {@link #explain(Throwable, Map)}, where the client's settings are not at hand. */
    public static Optional<Explanation> explain(Throwable failure) {
        return explain(failure, Map.of());
    }

    /**
     * Explains a failure.
     *
     * @param properties the client's settings, to name the user and the setting
     * @return empty if it is of another kind
     */
    public static Optional<Explanation> explain(Throwable failure, Map<String, ?> properties) {
        CauseChain chain = CauseChain.of(failure);
        if (chain.holds(UnreachableException.class) || RegistryFailure.isCauseOf(chain)) {
            return Optional.empty(); // its message says it all
        }
        String user = user(properties);
        return AccessFailure.explain(chain, user)
                .or(() -> sasl(chain, user))
                .or(() -> new StoreFailure(properties).explain(chain))
                .or(() -> new TlsFailure("the broker", PROPERTIES + "ssl.", "kafka.bootstrap").explain(chain))
                .or(() -> login(chain))
                .or(() -> chain.find(ConfigException.class)
                        .map(e -> Explanation.lasting(
                                CauseChain.flat(String.valueOf(e.getMessage())), "correct it in kafka.properties")));
    }

    private static Optional<Explanation> sasl(CauseChain failure, String user) {
        Optional<String> mechanism =
                failure.find(UnsupportedSaslMechanismException.class).map(Throwable::getMessage);
        if (mechanism.isPresent()) {
            return Optional.of(Explanation.lasting(
                    "the broker takes another SASL mechanism (" + CauseChain.flat(mechanism.get()) + ")",
                    "set " + PROPERTIES + "sasl.mechanism to one of them, and the login module in " + JAAS
                            + " with it"));
        }
        if (failure.holds(IllegalSaslStateException.class)) {
            return Optional.of(Explanation.lasting(
                    "the broker takes no SASL at this port",
                    "set " + PROPERTIES + "security.protocol to PLAINTEXT or SSL, or kafka.bootstrap to its SASL"
                            + " port"));
        }
        return failure.find(SaslAuthenticationException.class)
                .map(e -> Explanation.lasting(
                        "the broker refuses " + user + " (" + CauseChain.flat(String.valueOf(e.getMessage())) + ")",
                        "correct the user or password in " + JAAS));
    }

    private static Optional<Explanation> login(CauseChain failure) {
        if (failure.saying("JAAS config").isPresent()
                || failure.saying("sasl.jaas.config").isPresent()
                || failure.saying("Login module").isPresent()
                || failure.holds(LoginException.class)) {
            return Optional.of(Explanation.lasting(
                    "the login for SASL cannot be used (" + withoutSecrets(failure.message()) + ")",
                    "set " + JAAS + " to MODULE required username=\"…\" password=\"…\"; with the semicolon"));
        }
        return Optional.empty();
    }

    /** Kafka repeats in some messages what it could not read. */
    private static String withoutSecrets(String message) {
        return message.replaceAll("(?i)(password\\s*=\\s*)(\"[^\"]*\"?|[^\\s;]+)", "$1…");
    }

    /** Who a client with these settings is to the broker, as a message names them. */
    static String user(Map<String, ?> properties) {
        Object jaas = properties.get("sasl.jaas.config");
        Matcher matcher = USER.matcher(String.valueOf(jaas));
        return jaas != null && matcher.find() ? "user " + matcher.group(1) : "this user";
    }
}
