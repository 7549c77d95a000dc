"""The GRPO step of `bench policy` by TRL's own trainer: a line of JSON with the seconds and the CPU seconds of its steps, and the tokens
that they sampled on average.

Arguments: folder for what the trainer leaves, threads, words of the vocabulary, steps that count. Ends with 3 where there is no trl.
"""
import json, os, sys, time

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", WANDB_DISABLED="true")
found = os.dup(1)
os.dup2(2, 1)  # what libraries print does not mix with the result
try:
    import torch
    from datasets import Dataset
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, TrainerCallback
    from trl import GRPOConfig, GRPOTrainer
except ImportError:
    sys.exit(3)

folder, threads, words, steps = sys.argv[1], *map(int, sys.argv[2:])
torch.set_num_threads(threads)
torch.manual_seed(7)
WARM, PROMPTS, GROUP, GIVEN, MOST = 2, 8, 8, 32, 64

pad, end, unknown = words - 3, words - 2, words - 1
vocabulary = {f"w{i}": i for i in range(words - 3)} | {"<pad>": pad, "<eos>": end, "<unk>": unknown}
split = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
split.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=split, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>", padding_side="left")
policy = Qwen2ForCausalLM(Qwen2Config(
    vocab_size=words, hidden_size=256, intermediate_size=688, num_hidden_layers=4, num_attention_heads=4,
    num_key_value_heads=4, max_position_embeddings=256, tie_word_embeddings=False,
    eos_token_id=end, pad_token_id=pad, bos_token_id=end))
prompts = Dataset.from_dict(
    {"prompt": [" ".join(f"w{(i * 7 + j) % (words - 3)}" for j in range(GIVEN)) for i in range(PROMPTS * (WARM + steps))]})
sampled, marks = [], []


def reward(completions, completion_ids, **others):
    sampled.append(sum(len(ids) for ids in completion_ids))
    return [float(len(set(text.split()))) for text in completions]


class Clock(TrainerCallback):
    def on_step_end(self, *given, **named):
        marks.append((time.perf_counter(), time.process_time()))


settings = GRPOConfig(
    output_dir=folder, per_device_train_batch_size=PROMPTS * GROUP, num_generations=GROUP, max_completion_length=MOST,
    max_steps=WARM + steps, temperature=1.0, beta=0.0, use_cpu=True, bf16=False, gradient_checkpointing=False,
    save_strategy="no", logging_strategy="no", report_to="none", disable_tqdm=True)
trainer = GRPOTrainer(
    model=policy, reward_funcs=reward, args=settings, train_dataset=prompts, processing_class=tokenizer, callbacks=[Clock()])
trainer.train()
taken = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(marks, marks[1:])][WARM - 1:]
counted = sampled[WARM:]
os.write(found, (json.dumps({
    "name": "step", "seconds": [wall for wall, _ in taken], "cpu": [cpu for _, cpu in taken],
    "tokens": sum(counted) / len(counted)}) + "\n").encode())
