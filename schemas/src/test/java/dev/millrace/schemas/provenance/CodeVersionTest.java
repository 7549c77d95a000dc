package dev.millrace.schemas.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CodeVersionTest {

    @AfterEach
    void forget() {
        System.clearProperty(CodeVersion.REVISION_PROPERTY);
    }

    @Test
    void shouldNameTheReleaseAndTheRevisionWhereItIsKnown() {
        assertThat(CodeVersion.current()).matches("\\d+\\.\\d+\\.\\d+.*").doesNotContain("$");

        System.setProperty(CodeVersion.REVISION_PROPERTY, "3b7aa49");

        assertThat(CodeVersion.current()).endsWith("+3b7aa49");
    }
}
