"""The work of `bench qwen` in PyTorch, text only: a line with seconds (the fastest repetition) and the peak of memory in bytes.

Arguments: kind, precision, threads, sequences, tokens of the prompt, tokens of an answer, repetitions, folder with the model,
form of attention (grouped, expanded, enable_gqa), recompute (yes, no). Ends with 3 where there is no torch.
"""
import json, math, os, random, struct, sys, time

try:
    import torch
    import torch.nn.functional as F
    from torch.utils.checkpoint import checkpoint
except ImportError:
    sys.exit(3)

kind, precision, threads, sequences, prompt, answer, repetitions, folder, form, recompute = sys.argv[1:]
sequences, prompt, answer, repetitions = int(sequences), int(prompt), int(answer), int(repetitions)
torch.set_num_threads(int(threads))
torch.manual_seed(7)
random.seed(7)
dtype = {"FLOAT32": torch.float32, "BFLOAT16": torch.bfloat16}[precision]
config = json.load(open(os.path.join(folder, "config.json")))
hidden, layers = config["hidden_size"], config["num_hidden_layers"]
heads, kv = config["num_attention_heads"], config["num_key_value_heads"]
size = hidden // heads
TARGETS = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
RANK, SCALE = 16, 2.0


def weights():
    path = os.path.join(folder, "model.safetensors")
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
        found = {}
        for name, entry in header.items():
            if name == "__metadata__" or ".visual." in name:
                continue
            file.seek(8 + length + entry["data_offsets"][0])
            raw = bytearray(file.read(entry["data_offsets"][1] - entry["data_offsets"][0]))
            found[name.replace("model.language_model.", "")] = torch.frombuffer(raw, dtype=torch.bfloat16).view(entry["shape"]).to(dtype)
    return found


w = weights()
adapters = {}
if kind == "LORA":
    for i in range(layers):
        for target in TARGETS:
            out, into = w[f"layers.{i}.{target}.weight"].shape
            adapters[f"layers.{i}.{target}"] = (
                torch.empty(RANK, into).uniform_(-1 / math.sqrt(into), 1 / math.sqrt(into)).requires_grad_(),
                torch.zeros(out, RANK).requires_grad_(),
            )
if kind == "FULL":
    for parameter in w.values():
        parameter.requires_grad_()


def norm(x, weight):
    y = x.float()
    y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6)
    return y.to(x.dtype) * weight


def linear(x, name):
    y = F.linear(x, w[name + ".weight"], w.get(name + ".bias"))
    if name in adapters:
        a, b = adapters[name]
        y = y + (F.linear(F.linear(x.float(), a), b) * SCALE).to(y.dtype)
    return y


def rotation(begin, end):
    frequencies = 1.0 / (1e6 ** (torch.arange(0, size, 2).float() / size))
    angles = torch.arange(begin, end).float()[:, None] * frequencies
    angles = torch.cat([angles, angles], -1)
    return angles.cos().to(dtype)[None, :, None], angles.sin().to(dtype)[None, :, None]


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat([-b, a], -1) * sin


def repeated(x):
    n, k, t, d = x.shape
    return x[:, :, None].expand(n, k, heads // kv, t, d).reshape(n, heads, t, d)


def attention(q, k, v, causal):
    if form == "enable_gqa":
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal, enable_gqa=True)
    if form == "grouped" and not causal:
        n, _, _, d = q.shape
        return F.scaled_dot_product_attention(q.reshape(n, kv, heads // kv, d), k, v).reshape(n, heads, 1, d)
    return F.scaled_dot_product_attention(q, repeated(k), repeated(v), is_causal=causal)


def layer(x, i, cos, sin, cache=None, at=0):
    name = f"layers.{i}."
    n, t, _ = x.shape
    h = norm(x, w[name + "input_layernorm.weight"])
    q = rotate(linear(h, name + "self_attn.q_proj").view(n, t, heads, size), cos, sin).transpose(1, 2)
    k = rotate(linear(h, name + "self_attn.k_proj").view(n, t, kv, size), cos, sin).transpose(1, 2)
    v = linear(h, name + "self_attn.v_proj").view(n, t, kv, size).transpose(1, 2)
    if cache is not None:
        cache[0][:, :, at : at + t] = k
        cache[1][:, :, at : at + t] = v
        if t == 1:
            k, v = cache[0][:, :, : at + 1], cache[1][:, :, : at + 1]
    o = attention(q, k, v, t > 1).transpose(1, 2).reshape(n, t, -1)
    y = x + linear(o, name + "self_attn.o_proj")
    h = norm(y, w[name + "post_attention_layernorm.weight"])
    return y + linear(F.silu(linear(h, name + "mlp.gate_proj")) * linear(h, name + "mlp.up_proj"), name + "mlp.down_proj")


def head(h):
    return F.linear(norm(h, w["norm.weight"]), w["embed_tokens.weight"]).float()


@torch.inference_mode()
def sampling():
    ids = torch.randint(0, 256, (1, prompt))
    one = [torch.zeros(2, 1, kv, prompt, size, dtype=dtype) for _ in range(layers)]
    x = F.embedding(ids, w["embed_tokens.weight"])
    cos, sin = rotation(0, prompt)
    for i in range(layers):
        x = layer(x, i, cos, sin, one[i])
    caches = [torch.zeros(2, sequences, kv, prompt + answer, size, dtype=dtype) for _ in range(layers)]
    for i in range(layers):
        caches[i][:, :, :, :prompt] = one[i]
    last = x[:, -1].expand(sequences, hidden)
    for position in range(answer):
        log_probs = torch.log_softmax(head(last), -1)
        chosen = torch.multinomial(log_probs.exp(), 1)
        _ = log_probs.gather(-1, chosen).tolist()
        if position == answer - 1:
            break
        x = F.embedding(chosen, w["embed_tokens.weight"])
        cos, sin = rotation(prompt + position, prompt + position + 1)
        for i in range(layers):
            x = layer(x, i, cos, sin, caches[i], prompt + position)
        last = x[:, 0]


trained = list(w.values()) if kind == "FULL" else [matrix for pair in adapters.values() for matrix in pair]
optimizer = torch.optim.AdamW(trained, lr=1e-5, foreach=True) if trained and kind != "SAMPLING" else None


def step():
    ids = torch.randint(0, 256, (sequences, prompt + answer))
    x = F.embedding(ids[:, :-1], w["embed_tokens.weight"])
    if kind == "LORA":
        x.requires_grad_()
    cos, sin = rotation(0, prompt + answer - 1)
    for i in range(layers):
        x = checkpoint(layer, x, i, cos, sin, use_reentrant=False) if recompute == "yes" else layer(x, i, cos, sin)
    answers = x[:, prompt - 1 :].reshape(-1, hidden)
    log_probs = torch.log_softmax(head(answers), -1)
    loss = -log_probs.gather(-1, ids[:, prompt:].reshape(-1, 1)).mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)


fastest = math.inf
for i in range(repetitions + 1):
    begin = time.perf_counter()
    sampling() if kind == "SAMPLING" else step()
    fastest = min(fastest, time.perf_counter() - begin) if i else math.inf
peak = next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(f"{fastest}\t{peak}")
