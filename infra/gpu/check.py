#!/usr/bin/env python3
"""Runs the functions of Millrace's engine on a graphics card, without Millrace: needs Python with torch and safetensors only.

  ./millrace models verify --vectors VECTORS --archive qwen.pt     (writes the functions)
  python infra/gpu/check.py qwen.pt VECTORS [--device cuda:0] [--shapes 0.5b,3b,7b]

First each tiny checkpoint's logits and greedy tokens are compared with its vectors, in float32 and bfloat16. Then, for each
shape, a model of random weights draws and trains an adapter, and a line says tokens a second and the peak of memory; a shape
that does not fit is told. Ends with 1 if a comparison fails. Without a card it runs on the processor (use --shapes tiny).
"""
import argparse, glob, json, os, sys, time

import torch
from safetensors.torch import load_file

LAYER = [
    "input_layernorm.weight", "self_attn.q_proj.weight", "self_attn.q_proj.bias", "self_attn.k_proj.weight", "self_attn.k_proj.bias",
    "self_attn.v_proj.weight", "self_attn.v_proj.bias", "self_attn.q_norm.weight", "self_attn.k_norm.weight", "self_attn.o_proj.weight",
    "post_attention_layernorm.weight", "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight", "",
]
LINEAR = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
PREFIXES = [("model.language_model.", "lm."), ("model.visual.", "vis."), ("visual.", "vis."), ("lm_head.", "head."), ("model.", "lm.")]
# Hidden, feed-forward, layers, heads of queries and of keys, vocabulary, tied.
SHAPES = {
    "tiny": (64, 128, 2, 4, 2, 1024, True),
    "0.5b": (896, 4864, 24, 14, 2, 151936, True),
    "3b": (2048, 11008, 36, 16, 2, 151936, True),
    "7b": (3584, 18944, 28, 28, 4, 152064, False),
}


def runs(lengths):
    """Each stretch of patches that see each other, as the functions take them: how many of a length, and the length."""
    return [number for length in lengths for number in (1, int(length))]


class Model:
    """The network of one checkpoint, computed by the functions; what is here is only what Java does around them."""

    def __init__(self, net, folder, device, dtype):
        c = json.load(open(f"{folder}/config.json"))
        t = c.get("text_config", c)
        rope = dict(t.get("rope_parameters") or t.get("rope_scaling") or {})
        self.net, self.device, self.dtype = net, device, dtype
        self.three, self.v, self.image = c["model_type"] == "qwen3_vl", c["vision_config"], c["image_token_id"]
        self.theta, self.section = rope.get("rope_theta", t.get("rope_theta", 1e6)), rope["mrope_section"]
        self.heads, self.kv, self.layers = t["num_attention_heads"], t["num_key_value_heads"], t["num_hidden_layers"]
        self.size, self.eps = t.get("head_dim") or t["hidden_size"] // self.heads, t["rms_norm_eps"]
        self.w, self.empty = {}, torch.empty(0, device=device)
        for file in sorted(glob.glob(f"{folder}/model*.safetensors")):
            for name, values in load_file(file).items():
                new = next(b + name[len(a):] for a, b in PREFIXES if name.startswith(a))
                self.w[new] = values.to(device, dtype)
        self.head = self.w.get("head.weight", self.w["lm.embed_tokens.weight"])

    def named(self, prefix, *names):
        return [self.w[prefix + name] for name in names]

    def layer(self, i):
        return [self.w.get(f"lm.layers.{i}.{name}", self.empty) for name in LAYER]

    def see(self, pixels, grids):
        v, net = self.v, self.net
        hidden, heads = v["hidden_size"], v["num_heads"]
        x = torch.nn.functional.linear(
            pixels.to(self.device, self.dtype), self.w["vis.patch_embed.proj.weight"].flatten(1), self.w.get("vis.patch_embed.proj.bias"))
        places, rows, parts = [], [], []
        for _, h, w in grids:
            r = torch.arange(h).view(-1, 1).expand(h, w).reshape(h // 2, 2, w // 2, 2).transpose(1, 2).flatten()
            c = torch.arange(w).view(1, -1).expand(h, w).reshape(h // 2, 2, w // 2, 2).transpose(1, 2).flatten()
            places.append(torch.stack([r, c], -1))
            if self.three:
                n = int(v["num_position_embeddings"] ** 0.5)
                a, b = r * (n - 1) / max(h - 1, 1), c * (n - 1) / max(w - 1, 1)
                a0, b0 = a.floor().long(), b.floor().long()
                a1, b1, fa, fb = (a0 + 1).clamp(max=n - 1), (b0 + 1).clamp(max=n - 1), a - a0, b - b0
                rows.append(torch.stack([a0 * n + b0, a0 * n + b1, a1 * n + b0, a1 * n + b1], -1))
                parts.append(torch.stack([(1 - fa) * (1 - fb), (1 - fa) * fb, fa * (1 - fb), fa * fb], -1))
        if self.three:
            x = x + net.interpolated(
                self.w["vis.pos_embed.weight"], torch.cat(rows).to(self.device), torch.cat(parts).float().to(self.device))
        places, d = torch.cat(places), hidden // heads
        inverse = 1.0 / 10000 ** (torch.arange(0, d // 2, 2).float() / (d // 2))
        angles = torch.cat([places[:, :1] * inverse, places[:, 1:] * inverse], -1).to(self.device)
        full, order, windows = [h * w for _, h, w in grids], None, None
        if not self.three:
            side, order, windows, base = v["window_size"] // v["patch_size"] // 2, [], [], 0
            for _, h, w in grids:
                h, w = h // 2, w // 2
                for y in range(0, h, side):
                    for z in range(0, w, side):
                        cells = [base + i * w + j for i in range(y, min(y + side, h)) for j in range(z, min(z + side, w))]
                        order += cells
                        windows.append(4 * len(cells))
                base += h * w
            order = torch.tensor(order, device=self.device)
            x, angles = [part.view(-1, 4, part.shape[-1])[order].reshape(part.shape) for part in (x, angles)]
        both = torch.cat([angles, angles], -1)[:, None]
        cos, sin, deep = both.cos(), both.sin(), []
        for i in range(v["depth"]):
            p = f"vis.blocks.{i}."
            if self.three:
                block = self.named(p, "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "attn.qkv.weight", "attn.qkv.bias",
                                   "attn.proj.weight", "attn.proj.bias", "mlp.linear_fc1.weight", "mlp.linear_fc1.bias",
                                   "mlp.linear_fc2.weight", "mlp.linear_fc2.bias")
                x = net.block_full(x, cos, sin, block, [], 0.0, runs(full), heads)
                if i in v["deepstack_visual_indexes"]:
                    j = v["deepstack_visual_indexes"].index(i)
                    deep.append(self.merged(x, f"vis.deepstack_merger_list.{j}.", True))
            else:
                block = self.named(p, "norm1.weight", "norm2.weight", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight",
                                   "attn.proj.bias", "mlp.gate_proj.weight", "mlp.gate_proj.bias", "mlp.up_proj.weight",
                                   "mlp.up_proj.bias", "mlp.down_proj.weight", "mlp.down_proj.bias")
                seen = runs(full if i in v["fullatt_block_indexes"] else windows)
                x = net.block_windowed(x, cos, sin, block, [], 0.0, seen, heads)
        if self.three:
            return self.merged(x, "vis.merger.", False), deep
        merger = self.named("vis.merger.", "ln_q.weight", "mlp.0.weight", "mlp.0.bias", "mlp.2.weight", "mlp.2.bias")
        return net.merge_windowed(x, merger, [], 0.0, 4)[order.argsort()], []

    def merged(self, x, prefix, joined_first):
        parts = self.named(prefix, "norm.weight", "norm.bias", "linear_fc1.weight", "linear_fc1.bias", "linear_fc2.weight", "linear_fc2.bias")
        return self.net.merge_full(x, parts, [], 0.0, 4, joined_first)

    def rotation(self, positions):
        half = self.size // 2
        inverse = 1.0 / self.theta ** (torch.arange(0, self.size, 2).float() / self.size)
        axis = torch.repeat_interleave(torch.arange(3), torch.tensor(self.section))
        if self.three:
            axis = torch.zeros(half, dtype=torch.long)
            for d in (1, 2):
                axis[d:3 * self.section[d]:3] = d
        angles = positions.float()[axis].T * inverse
        both = torch.cat([angles, angles], -1)[None, :, None].to(self.device)
        return both.cos(), both.sin()

    def arguments(self, x, cos, sin, i):
        return x, cos, sin, self.layer(i), [], 0.0, self.heads, self.kv, self.eps

    def hidden(self, ids, positions, pixels, grids, prompt=0):
        """Normed vectors of a sequence, and keys and values of all layers; with a prompt's length as in training, an answer behind its prompt."""
        x = torch.nn.functional.embedding(ids.to(self.device), self.w["lm.embed_tokens.weight"])[None]
        places = (ids == self.image).nonzero()[:, 0].to(self.device)
        merged, deep = self.see(pixels, grids) if grids else (None, [])
        if grids:
            x = self.net.replaced(x[0], places, merged)[None]
        cos, sin = self.rotation(positions)
        caches = []
        for i in range(self.layers):
            if prompt:
                x = self.net.layer(*self.arguments(x, cos, sin, i), [prompt, 1, 1, len(ids) - prompt])
            else:
                x, keys, values = self.net.layer_kv(*self.arguments(x, cos, sin, i))
                caches += [keys, values]
            if i < len(deep):
                x = self.net.added(x[0], places, deep[i])[None]
        return self.net.rms(x, self.w["lm.norm.weight"], self.eps), caches

    def greedy(self, ids, positions, delta, pixels, grids, count):
        hidden, prefix = self.hidden(ids, positions, pixels, grids)
        caches, length, tokens, last = [], len(ids), [], hidden[:, -1]
        for part in prefix:
            cache = torch.zeros(1, part.shape[1], length + count, part.shape[3], device=self.device, dtype=self.dtype)
            self.net.fill(cache, part)
            caches.append(cache)
        every = [weight for i in range(self.layers) for weight in self.layer(i)]
        barred, none = torch.empty(0, dtype=torch.long, device=self.device), torch.empty(0, device=self.device)
        for i in range(count):
            chosen = self.net.choose(last, self.head, barred, 1.0, none)[0]
            tokens.append(int(chosen))
            x = torch.nn.functional.embedding(chosen[:, None], self.w["lm.embed_tokens.weight"])
            cos, sin = self.rotation(torch.full((3, 1), length + i + delta))
            x = self.net.steps(x, cos, sin, every, [], 0.0, self.heads, self.kv, self.eps, caches, length + i)
            last = self.net.rms(x, self.w["lm.norm.weight"], self.eps)[:, 0]
        return tokens


def compare(net, folder, device):
    vectors, tensors = json.load(open(f"{folder}/vectors.json")), load_file(f"{folder}/tensors.safetensors")
    family, good = vectors["family"], True
    # In float32 a card may sum in another order; bfloat16 is compared by the mean, as its digits are few.
    for checkpoint, key, dtype, bound in (("checkpoint-f32", "seq", torch.float32, 2e-4), ("checkpoint-hub-bf16", "hub", torch.float32, 2e-4),
                                          ("checkpoint-hub-bf16", "hub", torch.bfloat16, 0.15)):
        model = Model(net, f"{folder}/{checkpoint}", device, dtype)
        for name, s in vectors["sequences"].items():
            pixels = torch.cat([tensors[f"image.{n}.pixel_values"] for n in s["images"]]) if s["images"] else None
            grids = [vectors["images"][n]["grid_thw"] for n in s["images"]]
            ids, prompt, positions = torch.tensor(s["prompt_ids"] + s["response_ids"]), len(s["prompt_ids"]), torch.tensor(s["position_ids"])
            hidden, _ = model.hidden(ids, positions, pixels, grids)
            logits = net.logits(hidden[0, prompt - 1:-1], model.head).cpu()
            off = (logits - tensors[f"{key}.{name}.logits_response"]).abs()
            found = float(off.mean() if dtype == torch.bfloat16 else off.max())
            good &= tell(found <= bound, family, f"{checkpoint} {name} logits in {dtype}", f"{found:.2g}, at most {bound:g}")
            hidden, _ = model.hidden(ids, positions, pixels, grids, prompt)
            off = (net.logits(hidden[0, prompt - 1:-1], model.head).cpu() - tensors[f"{key}.{name}.logits_response"]).abs()
            found = float(off.mean() if dtype == torch.bfloat16 else off.max())
            good &= tell(found <= bound, family, f"{checkpoint} {name} logits in {dtype} as in training", f"{found:.2g}, at most {bound:g}")
            if checkpoint == "checkpoint-f32":
                tokens = model.greedy(ids[:prompt], positions[:, :prompt], s["rope_delta"], pixels, grids, len(vectors["greedy"][name]["tokens"]))
                good &= tell(tokens == vectors["greedy"][name]["tokens"], family, f"{name} greedy tokens", "equal" if tokens == vectors["greedy"][name]["tokens"] else f"{tokens}")
    return good


def tell(holds, family, what, detail):
    print(f"{'holds' if holds else 'FAILS'}  {family}  {what}: {detail}", flush=True)
    return holds


def peak(device):
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM:"))


def clock(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


def speed(net, shape, device, sequences=8, prompt=512, answer=64):
    """Tokens a second of drawing and of a step with an adapter of rank 16 in bfloat16, layers computed again on the way back."""
    hidden, inner, layers, heads, kv, vocabulary, tied = SHAPES[shape]
    size, dtype = hidden // heads, torch.bfloat16
    make = lambda *form: torch.empty(*form, device=device, dtype=dtype).normal_(0, 0.02)
    ones = lambda n: torch.ones(n, device=device, dtype=dtype)
    empty = torch.empty(0, device=device)
    weights = [[ones(hidden), make(heads * size, hidden), make(heads * size), make(kv * size, hidden), make(kv * size), make(kv * size, hidden),
                make(kv * size), empty, empty, make(hidden, heads * size), ones(hidden), make(inner, hidden), make(inner, hidden), make(hidden, inner), empty]
               for _ in range(layers)]
    table, final = make(vocabulary, hidden), ones(hidden)
    head = table if tied else make(vocabulary, hidden)
    barred = torch.empty(0, dtype=torch.long, device=device)

    def rotation(begin, end):
        angles = torch.arange(begin, end).float()[:, None] * (1.0 / 1e6 ** (torch.arange(0, size, 2).float() / size))
        both = torch.cat([angles, angles], -1)[None, :, None].to(device)
        return both.cos(), both.sin()

    def draw():
        caches = [torch.zeros(sequences, kv, prompt + answer, size, device=device, dtype=dtype) for _ in range(2 * layers)]
        x = torch.nn.functional.embedding(torch.zeros(1, prompt, dtype=torch.long, device=device), table)
        cos, sin = rotation(0, prompt)
        for i in range(layers):
            x, keys, values = net.layer_kv(x, cos, sin, weights[i], [], 0.0, heads, kv, 1e-6)
            net.fill(caches[2 * i], keys)
            net.fill(caches[2 * i + 1], values)
        last, every = net.rms(x, final, 1e-6)[:, -1].expand(sequences, hidden), [one for layer in weights for one in layer]
        for i in range(answer):
            ids = net.choose(last, head, barred, 1.0, torch.rand(sequences, 1, device=device))[0]
            cos, sin = rotation(prompt + i, prompt + i + 1)
            x = net.steps(torch.nn.functional.embedding(ids[:, None], table), cos, sin, every, [], 0.0, heads, kv, 1e-6, caches, prompt + i)
            last = net.rms(x, final, 1e-6)[:, 0]
        last.cpu()

    adapters = []
    for i in range(layers):
        own = []
        for at in (1, 3, 5, 9, 11, 12, 13):
            out, into = weights[i][at].shape
            own += [torch.randn(16, into, device=device).mul_(0.01).requires_grad_(), torch.zeros(out, 16, device=device).requires_grad_()]
        adapters.append(own)
    optimizer = torch.optim.AdamW([one for own in adapters for one in own], lr=1e-5)

    def train():
        # The prompt once, the answers behind it but for their last tokens.
        read, runs = answer - 1, [prompt, 1, sequences, answer - 1]
        cos, sin = [torch.cat([a] + [b] * sequences, 1) for a, b in zip(rotation(0, prompt), rotation(prompt, prompt + read))]
        ids = torch.zeros(1, prompt + sequences * read, dtype=torch.long, device=device)
        places = torch.cat([torch.cat([torch.tensor([prompt - 1]), torch.arange(read) + prompt + i * read]) for i in range(sequences)]).to(device)
        with torch.no_grad():
            inputs = [torch.nn.functional.embedding(ids, table)]
            for i in range(layers):
                inputs.append(net.layer(inputs[-1], cos, sin, weights[i], adapters[i], 2.0, heads, kv, 1e-6, runs))
            answers = net.rms(inputs[-1], final, 1e-6)[0, places]
            by, rows = [], max(1, (16 << 20) // vocabulary)
            for piece in answers.split(rows):
                count = len(piece)
                by.append(net.head_slopes(net.distribution(piece, head, barred, 1.0), piece, head, torch.zeros(count, dtype=torch.long, device=device), 1.0,
                                          torch.full((count,), -1.0 / len(answers), device=device), empty, []))
        def back(x, work, up):
            leaf = x.detach().requires_grad_()
            work(leaf).backward(up)
            return leaf.grad
        up = back(inputs[-1], lambda x: net.rms(x, final, 1e-6)[0, places], torch.cat(by))
        for i in reversed(range(layers)):
            up = back(inputs[i], lambda x: net.layer(x, cos, sin, weights[i], adapters[i], 2.0, heads, kv, 1e-6, runs), up)
        optimizer.step()
        optimizer.zero_grad()

    def rate(work, tokens, scope):
        with scope:
            work()
            begin = clock(device)
            work()
            return tokens / (clock(device) - begin)

    drawn = rate(draw, sequences * answer, torch.no_grad())
    drawn_peak = peak(device)
    trained = rate(train, sequences * (prompt + answer), torch.enable_grad())
    print(f"{shape}, bfloat16, {sequences} answers of {answer} tokens behind {prompt}: draws {drawn:.1f} tokens/s (peak {drawn_peak / 1e9:.2f} GB),"
          f" trains an adapter {trained:.1f} tokens/s (peak {peak(device) / 1e9:.2f} GB)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("vectors")
    parser.add_argument("--device", default="cuda:0" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--shapes", default="0.5b,3b,7b")
    asked = parser.parse_args()
    device = torch.device(asked.device)
    print(f"torch {torch.__version__}, {torch.cuda.get_device_name(device) if device.type == 'cuda' else 'processor'}", flush=True)
    torch.backends.cuda.matmul.allow_tf32 = False
    net = torch.jit.load(asked.archive, map_location=device)
    good = True
    with torch.no_grad():
        for file in sorted(glob.glob(f"{asked.vectors}/*/vectors.json")):
            good &= compare(net, os.path.dirname(file), device)
    for shape in asked.shapes.split(","):
        try:
            if device.type == "cuda":
                torch.cuda.empty_cache()
                torch.cuda.reset_peak_memory_stats(device)
            speed(net, shape, device)
        except torch.OutOfMemoryError:
            print(f"{shape}: does not fit", flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
