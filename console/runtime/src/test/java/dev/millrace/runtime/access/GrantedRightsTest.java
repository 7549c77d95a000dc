package dev.millrace.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantedRightsTest {

    /** As in {@code ALLOW User:worker * READ PREFIXED m.} */
    private static AclBinding entry(String words) {
        String[] word = words.split(" ");
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, word[5], PatternType.valueOf(word[4])),
                new AccessControlEntry(
                        word[1], word[2], AclOperation.valueOf(word[3]), AclPermissionType.valueOf(word[0])));
    }

    @ParameterizedTest
    @CsvSource({
        "READ,             LITERAL m.a,   ALLOW User:worker * READ LITERAL m.a",
        "READ,             LITERAL m.a,   ALLOW User:worker * ALL LITERAL m.a",
        "READ,             LITERAL m.a,   ALLOW User:* * READ PREFIXED m.",
        "READ,             LITERAL m.a,   ALLOW User:worker * READ LITERAL *",
        "READ,             PREFIXED m.a., ALLOW User:worker * READ PREFIXED m.",
        "DESCRIBE,         LITERAL m.a,   ALLOW User:worker * WRITE LITERAL m.a",
        "DESCRIBE_CONFIGS, LITERAL m.a,   ALLOW User:worker * ALTER_CONFIGS LITERAL m.a",
    })
    void shouldFollowFromTheEntry(AclOperation operation, String resource, String there) {
        GrantedRights rights = new GrantedRights(List.of(entry(there)));
        assertThat(rights.hold(entry("ALLOW User:worker * " + operation + " " + resource)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "READ,     LITERAL m.a,  ALLOW User:other * READ LITERAL m.a",
        "READ,     LITERAL m.a,  ALLOW User:worker 10.0.0.1 READ LITERAL m.a",
        "READ,     LITERAL m.a,  ALLOW User:worker * DESCRIBE LITERAL m.a",
        "READ,     LITERAL m.ab, ALLOW User:worker * READ LITERAL m.a",
        "READ,     PREFIXED m.,  ALLOW User:worker * READ LITERAL m.",
        "READ,     PREFIXED m.,  ALLOW User:worker * READ PREFIXED m.a.",
        "DESCRIBE, LITERAL m.a,  ALLOW User:worker * CREATE LITERAL m.a",
    })
    void shouldNotFollowFromTheEntry(AclOperation operation, String resource, String there) {
        GrantedRights rights = new GrantedRights(List.of(entry(there)));
        assertThat(rights.hold(entry("ALLOW User:worker * " + operation + " " + resource)))
                .isFalse();
    }

    @Test
    void shouldLetADenialWin() {
        GrantedRights rights = new GrantedRights(List.of(
                entry("ALLOW User:worker * READ PREFIXED m."), entry("DENY User:worker 10.0.0.1 READ LITERAL m.a")));

        assertThat(rights.hold(entry("ALLOW User:worker * READ LITERAL m.a"))).isFalse();
        assertThat(rights.hold(entry("ALLOW User:worker * READ PREFIXED m."))).isFalse();
        assertThat(rights.hold(entry("ALLOW User:worker * READ LITERAL m.b"))).isTrue();
    }

    @Test
    void shouldNameWhatIsBeyondNeed() {
        AclBinding needed = entry("ALLOW User:worker * READ LITERAL m.a");
        AclBinding more = entry("ALLOW User:worker * READ PREFIXED m.");
        GrantedRights rights = new GrantedRights(List.of(needed, more, entry("ALLOW User:other * ALL LITERAL m.a")));

        assertThat(rights.beyond("User:worker", List.of(needed))).containsExactly(more);
    }
}
