package dev.millrace.streams.scoring.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.schemas.secret.References;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of {@code llm_judge}.
 *
 * @param url the endpoint in OpenAI's form, up to {@code /v1}, as vLLM, SGLang, llama.cpp and hosted models have it; has to be
 *     given
 * @param model name of the model there; has to be given
 * @param apiKey sent as {@code Authorization: Bearer}; a reference such as <code>${env:NAME}</code>, or empty for none
 * @param headers sent with each request besides
 * @param prompt what the judge is asked, with <code>{question}</code>, <code>{answer}</code> (the reference), <code>{response}</code>,
 *     <code>{category}</code>, <code>{lowest}</code> and <code>{highest}</code> in it; empty for a short one of ours that
 *     compares with the reference
 * @param promptFile a file with that text instead, in UTF-8; empty for none
 * @param system what stands before it as the system's message; empty for none
 * @param images whether the judge sees the images of the question; what the policy has drawn it always sees
 * @param reply where the number stands: on the last line ({@code number}), or in a JSON object ({@code json})
 * @param key the key of that object
 * @param lowest worst number that the judge may give, which becomes 0
 * @param highest best number that it may give, which becomes 1; another is a failure
 * @param maxTokens longest reply in tokens, at least 1; one that is cut there is a failure
 * @param temperature of the judge, at least 0
 * @param extraBody JSON object with further fields of the request, as vLLM's {@code chat_template_kwargs}; null takes a field out
 * @param requestTimeout longest time of one request, after which it is asked again within the scorer's time-out
 * @param maxBytes longest reply, in bytes; of one that is longer nothing is used
 * @param tls what is trusted behind {@code https}
 */
public record JudgeConfig(
        String url,
        String model,
        String apiKey,
        Map<String, String> headers,
        String prompt,
        Path promptFile,
        String system,
        boolean images,
        ReplyForm reply,
        String key,
        double lowest,
        double highest,
        int maxTokens,
        double temperature,
        String extraBody,
        Duration requestTimeout,
        int maxBytes,
        TlsConfig tls) {

    private static final String AUTHORIZATION = "Authorization";

    /** @throws IllegalArgumentException that begins with the key that is wrong */
    public JudgeConfig {
        headers = new EndpointSettings(url, headers, requestTimeout, maxBytes, tls).headers();
        if (!apiKey.isEmpty() && headers.keySet().stream().anyMatch(AUTHORIZATION::equalsIgnoreCase)) {
            throw new IllegalArgumentException("api_key cannot be given beside headers.Authorization");
        }
        if (!prompt.isEmpty() && !promptFile.toString().isEmpty()) {
            throw new IllegalArgumentException("prompt_file cannot be given beside prompt");
        }
        if (!prompt.isEmpty() && !References.areIn(prompt)) {
            JudgeTemplate unused = JudgeTemplate.parse("prompt", prompt);
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key must name a key of the reply's object");
        }
        if (!Double.isFinite(lowest) || !Double.isFinite(highest) || lowest >= highest) {
            throw new IllegalArgumentException("lowest must be below highest, not " + lowest + " with " + highest);
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens must be at least 1, not " + maxTokens);
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be at least 0, not " + temperature);
        }
        if (!References.areIn(extraBody)) {
            ObjectNode unused = further(extraBody);
        }
    }

    static JudgeConfig defaults() {
        return new JudgeConfig(
                "",
                "",
                "",
                Map.of(),
                "",
                Path.of(""),
                "",
                true,
                ReplyForm.NUMBER,
                "score",
                0,
                10,
                512,
                0,
                "",
                Duration.ofSeconds(60),
                1 << 20,
                TlsConfig.defaults());
    }

    /**
     * The same model asked something else, which it answers by a number alone on its last line.
     *
     * @param prompt in the place of {@code prompt} and {@code prompt_file}
     */
    public JudgeConfig asking(String prompt, double lowest, double highest) {
        return new JudgeConfig(
                url,
                model,
                apiKey,
                headers,
                prompt,
                Path.of(""),
                system,
                images,
                ReplyForm.NUMBER,
                key,
                lowest,
                highest,
                maxTokens,
                temperature,
                extraBody,
                requestTimeout,
                maxBytes,
                tls);
    }

    /** Whether it was told what to ask. */
    public boolean hasPrompt() {
        return !prompt.isEmpty() || !promptFile.toString().isEmpty();
    }

    /** Where it asks; the URL may end in {@code /chat/completions} or not, and have a query. */
    EndpointSettings endpoint() {
        Map<String, String> all = new TreeMap<>(headers);
        if (!apiKey.isEmpty()) {
            all.put(AUTHORIZATION, "Bearer " + apiKey);
        }
        int mark = url.indexOf('?');
        String query = mark < 0 ? "" : url.substring(mark);
        String base = url.substring(0, url.length() - query.length()).replaceFirst("/+$", "");
        boolean whole = base.isEmpty() || base.endsWith("/chat/completions");
        String asked = (whole ? base : base + "/chat/completions") + query;
        return new EndpointSettings(asked, all, requestTimeout, maxBytes, tls);
    }

    /** The further fields of each request. */
    ObjectNode further() {
        return further(extraBody);
    }

    private static ObjectNode further(String text) {
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode read = JsonMapper.builder().build().readTree(text);
            if (read instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // said below
        }
        throw new IllegalArgumentException("extra_body must be a JSON object, for instance {\"top_k\": 1}");
    }

    /** Without headers and the key, which may be secret. */
    @Override
    public String toString() {
        return "JudgeConfig[" + url + ", " + model + "]";
    }
}
