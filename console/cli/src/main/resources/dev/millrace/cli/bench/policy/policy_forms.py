"""The step and the sampling of `bench policy` in PyTorch, on the same batch: a line of JSON for each form, with the seconds and the
CPU seconds of its repetitions, and its tokens.

Arguments: folder with config.json, model.safetensors and the batch, threads, ids of the answer mark, of padding and of the end,
repetitions, groups of a micro-batch, weight of the distance to the reference, a high temperature. Ends with 3 where there is no
torch or safetensors.
"""
import json, os, struct, sys, time

try:
    import torch
    import torch.nn.functional as F
    from safetensors.torch import load_file
except ImportError:
    sys.exit(3)

folder, threads, answer, pad, end, repetitions, micro, beta, hot = sys.argv[1:]
answer, pad, end, repetitions, micro, beta, hot = int(answer), int(pad), int(end), int(repetitions), int(micro), float(beta), float(hot)
torch.set_num_threads(int(threads))
torch.manual_seed(7)
WARM, GROUP, MOST = 3, 8, 32


def load():
    config = json.load(open(os.path.join(folder, "config.json")))
    return config, {name: values.clone() for name, values in load_file(os.path.join(folder, "model.safetensors")).items()}


def read_batch():
    raw, at = open(os.path.join(folder, "batch"), "rb").read(), 0

    def values(count, kind):
        nonlocal at
        found = struct.unpack_from(f">{count}{kind}", raw, at)
        at += 4 * count
        return list(found)

    groups = []
    for _ in range(values(1, "i")[0]):
        text, pixels, rows = values(values(1, "i")[0], "i"), values(values(1, "i")[0], "f"), []
        for _ in range(values(1, "i")[0]):
            n = values(1, "i")[0]
            rows.append((values(n, "i"), values(n, "f"), values(n, "f")))
        groups.append((text, pixels, rows))
    return groups


class Policy:
    def __init__(self, cfg, w, train=True):
        self.c, self.w = cfg, {k: v.requires_grad_(train) for k, v in w.items()}
        self.h, self.d = cfg["heads"], cfg["width"] // cfg["heads"]
        self.head = self.w["embedding.token"] if cfg["tiedHead"] else self.w["head"]
        self.freq = 10000.0 ** (-2 * torch.arange(self.d // 2, dtype=torch.float64) / self.d)
    def rot(self, pos):  # (..., T) -> cos, sin (..., T, 1, d)
        a = (pos.double()[..., None] * self.freq).float(); a = torch.cat([a, a], -1)[..., None, :]
        s = a.sin(); s = torch.cat([-s[..., :self.d // 2], s[..., self.d // 2:]], -1)
        return a.cos(), s
    def turn(self, x, cs):
        h = self.d // 2; return x * cs[0] + torch.cat([x[..., h:], x[..., :h]], -1) * cs[1]
    def norm(self, x, name): return F.rms_norm(x, (x.shape[-1],), self.w[name], 1e-6)
    def embed_prompt(self, px, text):
        blocks = []
        if px is not None:
            f = F.silu(F.linear(px, self.w["embedding.patch.in.weight"], self.w["embedding.patch.in.bias"]))
            blocks.append(F.linear(f, self.w["embedding.patch.out.weight"], self.w["embedding.patch.out.bias"]) + self.w["embedding.patch.position"])
        blocks.append(F.embedding(text, self.w["embedding.token"]))
        return torch.cat(blocks, 1) if len(blocks) > 1 else blocks[0]
    def qkv(self, i, x, cs):
        B, T, W = x.shape; y = F.linear(self.norm(x, f"layers.{i}.attention.norm"), self.w[f"layers.{i}.attention.qkv"])
        q, k, v = y.view(B, T, 3, self.h, self.d).unbind(2)
        return self.turn(q, cs), self.turn(k, cs), v
    def finish(self, i, x, a, expert="reasoning"):
        p = f"layers.{i}."; x = x + F.linear(a, self.w[p + "attention.out"]); y = self.norm(x, p + "experts.norm"); e = p + "experts." + expert
        return x + F.linear(F.silu(F.linear(y, self.w[e + ".gate"])) * F.linear(y, self.w[e + ".up"]), self.w[e + ".down"])
    def prefix(self, px, text, mask, pos):
        """Keys and values of the prompts, per layer (P, heads, Tp, d)."""
        x, cs, out = self.embed_prompt(px, text), self.rot(pos), []
        for i in range(self.c["layers"]):
            q, k, v = (t.transpose(1, 2) for t in self.qkv(i, x, cs)); out.append((k, v))
            if i < self.c["layers"] - 1:
                a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask); x = self.finish(i, x, a.transpose(1, 2).reshape(x.shape))
        return out
    def forward_shared(self, px, text, mask, pos, keymask, ids, posr, G):
        """Responses (P*G, T) over prompts that are encoded once."""
        pre, x, cs = self.prefix(px, text, mask, pos), F.embedding(ids, self.w["embedding.token"]), self.rot(posr)
        B, T = ids.shape; P = B // G; causal = torch.full((T, T), -1e9).triu(1); s = self.d ** -.5
        for i in range(self.c["layers"]):
            q, k, v = (t.view(P, G, T, self.h, self.d).permute(0, 3, 1, 2, 4) for t in self.qkv(i, x, cs)); q = q * s
            pk, pv = pre[i]; Tp = pk.shape[2]
            sp = (q.reshape(P, self.h, G * T, self.d) @ pk.transpose(2, 3) + keymask).view(P, self.h, G, T, Tp)
            a = torch.cat([sp, q @ k.transpose(3, 4) + causal], -1).softmax(-1)
            o = (a[..., :Tp].reshape(P, self.h, G * T, Tp) @ pv).view(P, self.h, G, T, self.d) + a[..., Tp:] @ v
            x = self.finish(i, x, o.permute(0, 2, 3, 1, 4).reshape(x.shape))
        return self.norm(x, "final.norm")
    def forward_plain(self, px, text, mask, pos, ids):
        """Prompt and response as one sequence, prompts repeated: what the peers do."""
        x = torch.cat([self.embed_prompt(px, text), F.embedding(ids, self.w["embedding.token"])], 1); cs = self.rot(pos)
        for i in range(self.c["layers"]):
            q, k, v = (t.transpose(1, 2) for t in self.qkv(i, x, cs))
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask); x = self.finish(i, x, a.transpose(1, 2).reshape(x.shape))
        return self.norm(x[:, -ids.shape[1]:], "final.norm")

def patches(px, size=32, p=8):
    x = (torch.tensor(px).view(size // p, p, size // p, p * 3) - 0.1) / 0.25
    return x.permute(0, 2, 1, 3).reshape((size // p) ** 2, p * p * 3)

class Rect:
    """Tensors of some groups; distinct answers once if dedup."""
    def __init__(self, groups, answer, pad, dedup):
        P = len(groups); im = 16 if groups[0][1] else 0; tx = max(len(g[0]) for g in groups); Tp = im + tx
        self.px = torch.stack([patches(g[1]) for g in groups]) if im else None
        self.text = torch.zeros(P, tx, dtype=torch.long); tok = torch.zeros(P, Tp, dtype=torch.bool); tok[:, :im] = True
        for i, g in enumerate(groups): self.text[i, :len(g[0])] = torch.tensor(g[0]); tok[i, im:im + len(g[0])] = True
        n = torch.arange(Tp); see = (n[None, :] < im) | (n[None, :] <= n[:, None])
        self.mask = torch.where(see[None] & tok[:, None, :], 0., -1e9)[:, None]; self.keymask = torch.where(tok, 0., -1e9)[:, None, None, :]
        self.pos = n.expand(P, Tp)
        kinds, self.rows = [], []
        for g in groups:
            seen = {}
            for r in g[2]:
                k = tuple(r[0]) if dedup else object(); seen.setdefault(k, len(seen)); self.rows.append((len(kinds), seen[k]))
            first = {}
            for r, (_, k) in zip(g[2], self.rows[-len(g[2]):]): first.setdefault(k, r[0])
            kinds.append([first[k] for k in range(len(first))])
        self.G = max(map(len, kinds)); self.T = T = max(len(r) for k in kinds for r in k)
        self.ids = torch.full((P * self.G, T), pad); self.tgt = self.ids.clone()
        for p, ks in enumerate(kinds):
            for k, r in enumerate(ks):
                self.tgt[p * self.G + k, :len(r)] = torch.tensor(r); self.ids[p * self.G + k, 0] = answer; self.ids[p * self.G + k, 1:len(r)] = torch.tensor(r[:-1])
        plen = tok.sum(1); self.posr = (plen[:, None] + torch.arange(T)[None]).repeat_interleave(self.G, 0)
        self.row = torch.tensor([p * self.G + k for p, k in self.rows]); N = len(self.row)
        self.beh, self.adv, self.wt = torch.zeros(N, T), torch.zeros(N, T), torch.zeros(N, T); j = 0
        for g in groups:
            for r in g[2]: n = len(r[0]); self.beh[j, :n] = torch.tensor(r[1]); self.adv[j, :n] = torch.tensor(r[2]); self.wt[j, :n] = 1; j += 1
        # for the plain form
        i = torch.arange(P).repeat_interleave(self.G); m = torch.full((P * self.G, 1, Tp + T, Tp + T), -1e9)
        m[:, :, :Tp, :Tp] = self.mask[i]; m[:, :, Tp:, :Tp] = self.keymask[i]; m[:, :, Tp:, Tp:] = torch.full((T, T), -1e9).triu(1)
        self.pmask, self.pind, self.ppos = m, i, torch.cat([self.pos[i], self.posr], 1)


def measure(name, work):
    """Work gives the number of its tokens."""
    seconds, cpu, tokens = [], [], []
    for round in range(WARM + repetitions):
        begun, used = time.perf_counter(), time.process_time()
        made = work()
        if round >= WARM:
            seconds.append(time.perf_counter() - begun)
            cpu.append(time.process_time() - used)
            tokens.append(made)
    print(json.dumps({"name": name, "seconds": seconds, "cpu": cpu, "tokens": sum(tokens) / len(tokens)}), flush=True)


def step(groups, shared):
    """Forward, backward and AdamW; equal answers of a group once where prompts are shared, as Millrace does it."""
    config, weights = load()
    policy, reference = Policy(config, weights), Policy(*load(), False)
    optimizer = torch.optim.AdamW(weights.values(), lr=2e-6, betas=(0.9, 0.95), weight_decay=0.01, fused=True)
    order = sorted(groups, key=lambda group: len({tuple(row[0]) for row in group[2]})) if shared else groups
    parts = [order[i:i + micro] for i in range(0, len(order), micro)]
    tokens = sum(len(row[0]) for group in groups for row in group[2])

    def scores(model, b):
        if shared:
            hidden = model.forward_shared(b.px, b.text, b.mask, b.pos, b.keymask, b.ids, b.posr, b.G)
        else:
            hidden = model.forward_plain(b.px[b.pind], b.text[b.pind], b.pmask, b.ppos, b.ids)
        logs = F.linear(hidden, model.head).log_softmax(-1)
        return logs.gather(2, b.tgt[..., None])[..., 0][b.row], logs

    def once():
        for part in parts:
            b = Rect(part, answer, pad, shared)
            before = None
            if beta:
                with torch.no_grad():
                    before, _ = scores(reference, b)
            logprobs, logs = scores(policy, b)
            weight = b.wt / tokens
            with torch.no_grad():
                (-(logs.exp() * logs).sum(-1)[b.row] * weight).sum()
            ratio = (logprobs - logprobs.detach()).exp()
            loss = -torch.minimum(ratio * b.adv, ratio.clamp(0.8, 1.28) * b.adv)
            loss = torch.where(b.adv < 0, torch.minimum(loss, -3 * b.adv), loss) * (logprobs.detach() - b.beh).exp().clamp(max=2)
            if beta:
                loss = loss + beta / 2 * (logprobs - before) ** 2
            (loss * weight).sum().backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        return tokens

    return once


def sampling(groups, temperature):
    """With a cache of the answers, over prompts that are computed once."""
    config, weights = load()
    policy = Policy(config, weights, False)
    layers, heads, size = config["layers"], policy.h, policy.d

    @torch.inference_mode()
    def once():
        b = Rect([(group[0], group[1], [([pad], [0.0], [0.0])]) for group in groups], answer, pad, False)
        prompts = len(groups)
        rows = prompts * GROUP
        prefix = policy.prefix(b.px, b.text, b.mask, b.pos)
        length, place = b.pos.shape[1], b.posr[:, :1].repeat_interleave(GROUP, 0)
        keys = [torch.zeros(prompts, heads, GROUP, MOST, size) for _ in range(layers)]
        values = [torch.zeros(prompts, heads, GROUP, MOST, size) for _ in range(layers)]
        ids = torch.full((rows, 1), answer)
        done, count = torch.zeros(rows, dtype=torch.bool), torch.zeros(rows, dtype=torch.long)
        for t in range(MOST):
            x, turned = F.embedding(ids, weights["embedding.token"]), policy.rot(place + t)
            for i in range(layers):
                q, k, v = (y.view(prompts, GROUP, 1, heads, size).permute(0, 3, 1, 2, 4) for y in policy.qkv(i, x, turned))
                keys[i][:, :, :, t:t + 1], values[i][:, :, :, t:t + 1] = k, v
                q = q * size**-0.5
                pk, pv = prefix[i]
                onto = (q.reshape(prompts, heads, GROUP, size) @ pk.transpose(2, 3) + b.keymask).view(prompts, heads, GROUP, 1, length)
                a = torch.cat([onto, q @ keys[i][:, :, :, :t + 1].transpose(3, 4)], -1).softmax(-1)
                o = (a[..., :length].reshape(prompts, heads, GROUP, length) @ pv).view(prompts, heads, GROUP, 1, size)
                o = o + a[..., length:] @ values[i][:, :, :, :t + 1]
                x = policy.finish(i, x, o.permute(0, 2, 3, 1, 4).reshape(x.shape))
            logs = (F.linear(policy.norm(x[:, 0], "final.norm"), policy.head) / temperature).log_softmax(-1)
            p = logs.exp()
            token = (p.cumsum(1) <= torch.rand(rows, 1)).sum(1).clamp(max=logs.shape[1] - 1)
            logs.gather(1, token[:, None])
            -(p * logs).sum(1)
            count += (~done).long()
            done |= token == end
            if bool(done.all()):
                break
            ids = torch.where(done, pad, token)[:, None]
        return int(count.sum())

    return once


batch = read_batch()
measure("step shared", step(batch, True))
measure("step plain", step(batch, False))
measure("sampling", sampling(batch, 1.0))
measure("sampling hot", sampling(batch, hot))
beta = 0.0
measure("step shared, no reference", step(batch, True))
