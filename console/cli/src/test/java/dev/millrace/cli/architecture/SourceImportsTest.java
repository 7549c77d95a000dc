package dev.millrace.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The gate sees what it is there to see. */
class SourceImportsTest {

    @Test
    void shouldSeeImportsStaticOnesAndQualifiedNames() {
        SourceImports source = SourceImports.parse(
                "A",
                """
                package dev.millrace.a;

                import static dev.millrace.b.Limits.BYTES;

                import dev.millrace.c.C;
                import org.apache.kafka.clients.admin.*;

                /** Like {@link dev.millrace.only.in.Comment}. */
                class A {
                    dev.millrace.d.D d; // not dev.millrace.e.E
                }
                """);

        assertThat(source.packages())
                .containsExactly(
                        "dev.millrace.b", "dev.millrace.c", "dev.millrace.d", "org.apache.kafka.clients.admin");
        assertThat(source.names("org.apache.kafka")).isTrue();
        assertThat(source.names("org.apache.ka")).isFalse();
    }

    @Test
    void shouldSeeACircleThroughTheRootPackageAndThroughAConstant() {
        // Given a root package that starts a command, which throws what the root declares
        SourceImports root = source("package dev.millrace.x; import dev.millrace.x.command.Run; class Main {}");
        SourceImports command =
                source("package dev.millrace.x.command; import dev.millrace.x.UsageException; class Run {}");
        // And a client that names a topic, whose limit is a constant of the client
        SourceImports client = source("package dev.millrace.y.client; import dev.millrace.y.topic.Topics; class C {}");
        SourceImports topic =
                source("package dev.millrace.y.topic; import static dev.millrace.y.client.C.LIMIT; class Topics {}");
        SourceImports innocent = source("package dev.millrace.z; import dev.millrace.x.Main; class Z {}");

        // When
        List<String> arrows = new PackageCircles(List.of(root, command, client, topic, innocent)).arrowsOnCircles();

        // Then
        assertThat(arrows)
                .containsExactly(
                        "dev.millrace.x → dev.millrace.x.command (by dev.millrace.x.T)",
                        "dev.millrace.x.command → dev.millrace.x (by dev.millrace.x.command.T)",
                        "dev.millrace.y.client → dev.millrace.y.topic (by dev.millrace.y.client.T)",
                        "dev.millrace.y.topic → dev.millrace.y.client (by dev.millrace.y.topic.T)");
    }

    private static SourceImports source(String text) {
        return SourceImports.parse("T", text.replace("; ", ";\n"));
    }
}
