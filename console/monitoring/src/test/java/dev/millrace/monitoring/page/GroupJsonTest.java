package dev.millrace.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.monitoring.groups.PlacedExperience;
import dev.millrace.policy.text.TokenText;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.log.GroupParts;
import dev.millrace.testing.Groups;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupJsonTest {

    private final GroupJson json = new GroupJson(new ObjectMapper(), TokenText.ids());

    @Test
    void shouldShowTheScoresOfATrajectoryThatRetentionTook() {
        // Given a group of which the trajectories are gone
        LoggedGroup group = Groups.random("run/0/1", 3, new Random(3));
        GroupParts parts = new GroupParts(group.getGroupId());
        Experience experience = Objects.requireNonNull(group.getExperience());
        parts.add(experience);
        for (LoggedTrajectory trajectory : group.getTrajectories()) {
            trajectory.getScores().forEach(score -> parts.add(score.getScore()));
        }

        // When
        JsonNode row = json.credited(parts, new PlacedExperience(experience, 7), List.of())
                .get("trajectories")
                .get(1);

        // Then
        assertThat(row.get("index").asInt()).isEqualTo(2);
        assertThat(row.has("text")).isFalse();
        assertThat(row.get("scores"))
                .extracting(score -> score.get("scorer").asText())
                .contains("accuracy", "format");
    }
}
