package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.Security;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick digest is the platform's, bit by bit. */
class QuickDigestTest {

    private static final String PROVIDER = "MillraceQuickDigest";

    @AfterEach
    void leaveThePlatformAsItWas() {
        Security.removeProvider(PROVIDER);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 100_003})
    void shouldGiveTheBitsOfThePlatform(int length) throws Exception {
        // Given
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(length).put(bytes).flip();

        // When
        QuickDigest.install();

        // Then
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(direct);
        assertThat(digest.getProvider().getName()).isEqualTo(PROVIDER);
        assertThat(digest.digest())
                .isEqualTo(MessageDigest.getInstance("SHA-256", "SUN").digest(bytes));
    }

    @Test
    void shouldLeaveAllElseToThePlatform() throws Exception {
        // When
        QuickDigest.install();

        // Then
        assertThat(MessageDigest.getInstance("SHA-512").getProvider().getName()).isEqualTo("SUN");
    }
}
