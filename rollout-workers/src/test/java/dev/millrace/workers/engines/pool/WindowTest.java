package dev.millrace.workers.engines.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {

    private static final ServerLoad WAITING = new ServerLoad(8, 2, 0.5, 0, 0);
    private static final ServerLoad IDLE = new ServerLoad(8, 0, 0.5, 0, 0);

    @Test
    void shouldSendLessOnceRequestsWaitAtThreeLooks() {
        Window window = new Window(16);

        window.look(WAITING);
        window.look(WAITING);
        assertThat(window.size()).isEqualTo(16);
        window.look(WAITING);

        assertThat(window.size()).isEqualTo(12);
    }

    @Test
    void shouldGrowByOneAndNoFurtherThanItsMost() {
        Window window = new Window(16);
        window.look(new ServerLoad(8, 0, 0.95, 0, 0));
        assertThat(window.size()).isEqualTo(12);

        for (int look = 0; look < 10; look++) {
            window.look(IDLE);
        }

        assertThat(window.size()).isEqualTo(16);
    }

    @Test
    void shouldSendLessToAServerThatTakesRequestsBack() {
        Window window = new Window(16);
        window.look(new ServerLoad(8, 0, 0.5, 3, 0));
        assertThat(window.size()).isEqualTo(16);

        window.look(new ServerLoad(8, 0, 0.5, 4, 0));

        assertThat(window.size()).isEqualTo(12);
    }

    @Test
    void shouldReadWhatEitherServerSays() {
        ServerLoad vllm = ServerLoad.read(
                """
                # HELP vllm:num_requests_running x
                vllm:num_requests_running{engine="0",model_name="m"} 3.0
                vllm:num_requests_running{engine="1",model_name="m"} 4.0
                vllm:num_requests_waiting{engine="0",model_name="m"} 1.0
                vllm:kv_cache_usage_perc{engine="0"} 0.25
                vllm:kv_cache_usage_perc{engine="1"} 0.75
                vllm:generation_tokens_total{engine="0"} 1e3
                """);
        ServerLoad sglang = ServerLoad.read("sglang:num_queue_reqs{a=\"b\"} 2.0\nsglang:token_usage 0.5\n");

        ServerLoad odd = ServerLoad.read("vllm:num_requests_waiting{a=\"b } 9\"} 2 1700000000000\n"
                + "vllm:kv_cache_usage_perc NaN\nvllm:num_requests_running +Inf\nvllm:\nvllm:generation_tokens_total");

        assertThat(odd).as("times, texts, and what is no number").isEqualTo(new ServerLoad(0, 2, 0, 0, -1));
        assertThat(vllm).isEqualTo(new ServerLoad(7, 1, 0.75, 0, 1_000));
        assertThat(sglang).isEqualTo(new ServerLoad(0, 2, 0.5, 0, -1));
    }
}
