"""Answers prompts greedily with transformers: FOLDER of a checkpoint, PROMPTS as JSON lines of {"question", "image"}, and maybe
ADAPTER, a folder that peft puts over it.

Prints a JSON list of the answers. Nothing of Millrace is used: whether its folders are what others load is the question.
"""
import json
import sys
import warnings

import torch
from PIL import Image
from transformers import AutoTokenizer, Qwen2_5_VLForConditionalGeneration

try:  # from version 5 on the one that resizes with Pillow has a name of its own
    from transformers.models.qwen2_vl import Qwen2VLImageProcessorPil as ImageProcessor
except ImportError:
    from transformers.models.qwen2_vl import Qwen2VLImageProcessor as ImageProcessor

warnings.filterwarnings("ignore")
BEFORE = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n<|vision_start|>"
BEHIND = "<|im_end|>\n<|im_start|>assistant\n"


def load(folder):
    try:
        return Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32)
    except TypeError:
        return Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, torch_dtype=torch.float32)


def adapted(model, folder):
    from peft import PeftModel
    from safetensors import safe_open

    model = PeftModel.from_pretrained(model, folder)
    with safe_open(folder + "/adapter_model.safetensors", "pt") as file:
        stored = {name.replace(".weight", ".default.weight"): file.get_tensor(name) for name in file.keys()}
    bound = {name: value for name, value in model.state_dict().items() if "lora_" in name}
    assert bound.keys() == stored.keys(), bound.keys() ^ stored.keys()
    assert all(torch.equal(bound[name], stored[name]) for name in stored)
    return model


def main(folder, prompts, adapter=None):
    model, info = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"], info
    model = load(folder)
    if adapter is not None:
        model = adapted(model, adapter)
    model.eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    images = ImageProcessor.from_pretrained(folder)
    answers = []
    with open(prompts, encoding="utf-8") as lines:
        for line in lines:
            prompt = json.loads(line)
            seen = images(images=[Image.open(prompt["image"])], return_tensors="pt")
            tokens = int(seen["image_grid_thw"].prod()) // 4
            text = BEFORE + "<|image_pad|>" * tokens + "<|vision_end|>" + prompt["question"] + BEHIND
            ids = tokenizer(text, return_tensors="pt", add_special_tokens=False)
            types = (ids["input_ids"] == model.config.image_token_id).int()
            inputs = dict(ids, pixel_values=seen["pixel_values"], image_grid_thw=seen["image_grid_thw"])
            inputs.pop("token_type_ids", None)
            with torch.no_grad():
                try:
                    said = model.generate(**inputs, mm_token_type_ids=types, max_new_tokens=32, do_sample=False)
                except ValueError:  # before version 5, positions of images were found by their ids
                    said = model.generate(**inputs, max_new_tokens=32, do_sample=False)
            answers.append(tokenizer.decode(said[0][ids["input_ids"].shape[1] :], skip_special_tokens=True))
    print(json.dumps(answers))


main(*sys.argv[1:])
