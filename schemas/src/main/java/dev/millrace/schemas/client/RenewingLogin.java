package dev.millrace.schemas.client;

import dev.millrace.schemas.secret.Login;
import dev.millrace.schemas.secret.UnresolvedReferenceException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the broker user and password as the files hold them that {@code sasl.jaas.config} refers to: each new connection
 * logs in with what stands there then, so that both can be changed while a role runs. Connections that are open stay.
 *
 * <p>Kafka makes one for each client, and asks it from that client's network thread.
 */
public final class RenewingLogin implements AuthenticateCallbackHandler {

    /** The line of JAAS as it was written, with its references. Its name must not sound of a secret: it holds none. */
    static final String WRITTEN = "millrace.login";

    private static final String JAAS = "sasl.jaas.config";
    private static final String HANDLER = "sasl.client.callback.handler.class";
    private static final String MECHANISM = "sasl.mechanism";
    private static final Logger log = LoggerFactory.getLogger(RenewingLogin.class);

    private String written = "";
    private @Nullable Login last;

    /**
     * What makes clients log in like this: of settings whose login refers to files, by a user and a password. Nothing of
     * other settings, nor where the user has set another way.
     *
     * @param properties as they were written
     */
    public static Map<String, String> settings(Map<String, String> properties) {
        String line = properties.getOrDefault(JAAS, "");
        String mechanism = properties.getOrDefault(MECHANISM, "");
        boolean named = mechanism.startsWith("SCRAM-") || mechanism.equals("PLAIN");
        return named && line.contains("${file:") && !properties.containsKey(HANDLER)
                ? Map.of(HANDLER, RenewingLogin.class.getName(), WRITTEN, line)
                : Map.of();
    }

    @Override
    public void configure(Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> jaasConfigEntries) {
        written = String.valueOf(settings.get(WRITTEN));
        last = now();
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        Login login = renewed();
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(login.user());
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(login.password().toCharArray());
            } else if (!(callback instanceof ScramExtensionsCallback)) { // there are none
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    /** A file that is being replaced may be away for a moment; what it held may still be right. */
    private Login renewed() {
        Login before = last;
        try {
            Login login = now();
            if (!login.equals(before)) {
                log.atInfo().addKeyValue("user", login.user()).log("the login has changed");
            }
            last = login;
            return login;
        } catch (UnresolvedReferenceException e) {
            if (before == null) {
                throw e;
            }
            log.atWarn()
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("the login cannot be read; the one before is used");
            return before;
        }
    }

    private Login now() {
        return Login.read("kafka.properties." + JAAS, written);
    }

    @Override
    public void close() {
        last = null;
    }
}
