package dev.millrace.learner.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.policy.PolicyInput;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.EncodedImages;
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

    private static Trajectory labelled(String mediaType) {
        Trajectory trajectory = GROUP.trajectories().get(0);
        Prompt prompt = Prompt.newBuilder(trajectory.getPrompt())
                .setImages(List.of(new ImageRef(GROUP.image().getSha256(), mediaType)))
                .build();
        return Trajectory.newBuilder(trajectory).setPrompt(prompt).build();
    }
}
