package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewingLoginTest {

    @TempDir
    private Path folder;

    private Path file;
    private final RenewingLogin login = new RenewingLogin();

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(folder.resolve("password"), "first \"one\"\n");
    }

    private Map<String, String> properties(String mechanism) {
        return Map.of(
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                "Module required username=\"alice\" password=\"${file:" + file + "}\";");
    }

    private String told() throws Exception {
        NameCallback name = new NameCallback("user");
        PasswordCallback password = new PasswordCallback("password", false);
        login.handle(new Callback[] {name, password});
        return name.getName() + " " + new String(password.getPassword());
    }

    @Test
    void shouldTellWhatTheFileHoldsNow() throws Exception {
        login.configure(RenewingLogin.settings(properties("SCRAM-SHA-512")), "SCRAM-SHA-512", List.of());
        String before = told();

        Files.writeString(file, "second");

        assertThat(before).isEqualTo("alice first \"one\"");
        assertThat(told()).isEqualTo("alice second");
    }

    @Test
    void shouldGoOnWithTheLoginBeforeWhileTheFileIsAway() throws Exception {
        login.configure(RenewingLogin.settings(properties("PLAIN")), "PLAIN", List.of());

        Files.delete(file);

        assertThat(told()).isEqualTo("alice first \"one\"");
    }

    @ParameterizedTest
    @CsvSource({"SCRAM-SHA-256,true", "SCRAM-SHA-512,true", "PLAIN,true", "GSSAPI,false", "OAUTHBEARER,false"})
    void shouldStandBackWhereThereIsNoPassword(String mechanism, boolean renews) {
        assertThat(RenewingLogin.settings(properties(mechanism)).isEmpty()).isNotEqualTo(renews);
    }

    @Test
    void shouldStandBackWhereNothingCanChange() {
        Map<String, String> fixed = Map.of(
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "Module required username=a password=\"${env:SECRET}\";");
        assertThat(RenewingLogin.settings(fixed)).isEmpty();
    }
}
