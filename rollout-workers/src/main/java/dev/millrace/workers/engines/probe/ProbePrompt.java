package dev.millrace.workers.engines.probe;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.PromptFormat.EncodedPrompt;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.text.Tokens;
import dev.millrace.workers.engines.ask.ServedPrompt;
import java.util.List;

/** What a server is tried with: a question about an image that is drawn here, or without one where the policy sees none. */
public final class ProbePrompt {

    private static final int EDGE = 84;
    private static final int ANSWER = 8;

    private final PolicyInput input;
    private final ServedForm form;
    private final Tokens answer;

    /** @throws ProbeException if the policy takes no prompt at all */
    public ProbePrompt(PromptFormat format, ServedForm form) {
        this.form = form;
        EncodedPrompt seen = format.encode("<image>What is in the image?", List.of(image()));
        EncodedPrompt read = format.encode("What comes after 1 2 3 4 5 6 7 8?", List.of());
        if (!(read instanceof EncodedPrompt.Ready text)) {
            throw new ProbeException("the policy takes no prompt of text: " + read);
        }
        this.input = seen instanceof EncodedPrompt.Ready ready ? ready.input() : text.input();
        int[] all = text.input().tokens().toArray();
        int length = Math.min(ANSWER, all.length);
        int[] last = new int[length];
        System.arraycopy(all, all.length - length, last, 0, length);
        this.answer = Tokens.of(last);
    }

    /** Colours that run over in both directions, so that no resize leaves it as it is by chance. */
    private static EncodedImage image() {
        byte[] rgb = new byte[EDGE * EDGE * 3];
        for (int y = 0; y < EDGE; y++) {
            for (int x = 0; x < EDGE; x++) {
                int at = (y * EDGE + x) * 3;
                rgb[at] = (byte) (x * 3);
                rgb[at + 1] = (byte) (y * 3);
                rgb[at + 2] = (byte) (x * y % 256);
            }
        }
        return PngCodec.encode(RgbImage.of(EDGE, EDGE, rgb));
    }

    /** The prompt, made anew so that nothing is known of what a server made of it. */
    public ServedPrompt prompt() {
        return ServedPrompt.of(input, form, form.images(input));
    }

    /** A few tokens that may stand behind it. */
    public Tokens answer() {
        return answer;
    }

    boolean hasImage() {
        return !input.images().isEmpty();
    }
}
