package dev.millrace.learner.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArchivedPromptsTest {

    private static final RecordedGroup GROUP = Recording.sample(1, 3).get(0);

    @Test
    void shouldReadAnImageWhateverItsLabelSays() {
        byte[] bytes = new byte[GROUP.image().getData().remaining()];
        GROUP.image().getData().duplicate().get(bytes);
        ArchivedPrompts prompts = new ArchivedPrompts(sha256 -> Optional.of(bytes), SmallPolicy.intake());

        PolicyInput input = prompts.prompt(labelled("application/octet-stream"));

        assertThat(input).isEqualTo(prompts.prompt(labelled("image/png")));
    }

    @Test
    void shouldNotCallAPromptUnreadableWhoseImageCannotBeReadNow() {
        StoreException away = new StoreException("the store is away", new IOException("connection reset"));
        EncodedImages images = sha256 -> {
            throw away;
        };
        ArchivedPrompts prompts = new ArchivedPrompts(images, SmallPolicy.intake());

        assertThatThrownBy(() -> prompts.prompt(labelled("image/png"))).isSameAs(away);
    }

    @Test
    void shouldRefuseAPromptWhosePlacesOrTokensAreNotThoseOfThePolicyHere() {
        ArchivedPrompts prompts = new ArchivedPrompts(
                sha256 -> Optional.of(GROUP.image().getData().array()), SmallPolicy.intake());
        Trajectory sound = labelled("image/png");
        ImageRun own = prompts.prompt(sound).runs().get(0);
        ImageSpan seen = new ImageSpan(own.position(), own.length(), 1, own.rows(), own.columns());
        Trajectory asSeen =
                Trajectory.newBuilder(sound).setImageRuns(List.of(seen)).build();
        Trajectory drifted = Trajectory.newBuilder(sound)
                .setImageRuns(List.of(
                        ImageSpan.newBuilder(seen).setRows(own.rows() + 1).build()))
                .build();
        Trajectory foreign = Trajectory.newBuilder(sound)
                .setPromptTokens(PackedInts.of(1, 1_000_000).bytes())
                .build();

        assertThat(prompts.prompt(asSeen)).isEqualTo(prompts.prompt(sound));
        assertThatThrownBy(() -> prompts.prompt(drifted))
                .isInstanceOfSatisfying(UnreadablePromptException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(DropReason.MISMATCH))
                .hasMessageStartingWith("image 0 stood at ");
        assertThatThrownBy(() -> prompts.prompt(foreign))
                .isInstanceOfSatisfying(UnreadablePromptException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(DropReason.MISMATCH));
    }

    private static Trajectory labelled(String mediaType) {
        Trajectory trajectory = GROUP.trajectories().get(0);
        Prompt prompt = Prompt.newBuilder(trajectory.getPrompt())
                .setImages(List.of(new ImageRef(GROUP.image().getSha256(), mediaType)))
                .build();
        return Trajectory.newBuilder(trajectory).setPrompt(prompt).build();
    }
}
