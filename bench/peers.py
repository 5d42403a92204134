"""Con quién nos comparamos: el GPT-2 de transformers, con nuestras medidas y nuestros pesos."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from construyamos_gpt.gpt import GPT, GPTConfig

if TYPE_CHECKING:
    from transformers import GPT2LMHeadModel

__all__ = ["copy_weights", "hugging_face_gpt2"]

OUTSIDE = {
    "transformer.wte": "embeddings.token",
    "transformer.wpe": "embeddings.position",
    "transformer.ln_f": "final_norm",
    "lm_head": "lm_head",
}
INSIDE = {
    "ln_1": "norm_1",
    "ln_2": "norm_2",
    "attn.c_attn": "attention.qkv",
    "attn.c_proj": "attention.projection",
    "mlp.c_fc": "mlp.expand",
    "mlp.c_proj": "mlp.contract",
}


def hugging_face_gpt2(
    config: GPTConfig, *, attention: str = "sdpa", dropout: float | None = None
) -> GPT2LMHeadModel:
    """Un GPT-2 de transformers con nuestras medidas.

    Args:
        config: las medidas.
        attention: `sdpa` o `eager`.
        dropout: el de las tres clases de GPT-2; None, el que trae (0,1).
    """
    from transformers import GPT2Config, GPT2LMHeadModel

    dropouts = {}
    if dropout is not None:
        dropouts = dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), dropout)
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=config.vocab_size,
            n_positions=config.block_size,
            n_embd=config.n_embd,
            n_layer=config.n_layer,
            n_head=config.n_head,
            bos_token_id=0,
            eos_token_id=1,
            tie_word_embeddings=False,
            attn_implementation=attention,
            **dropouts,
        )
    )
    model.loss_type = "ForCausalLM"  # es la que usaría, pero así no avisa
    return model


def copy_weights(ours: GPT, theirs: GPT2LMHeadModel) -> None:
    """Copia nuestros pesos y comprueba que los dos modelos puntúan igual las mismas letras."""
    own, other = dict(ours.named_parameters()), dict(theirs.named_parameters())
    modules = dict(OUTSIDE)
    for layer in range(ours.config.n_layer):
        for their_name, our_name in INSIDE.items():
            modules[f"transformer.h.{layer}.{their_name}"] = f"blocks.{layer}.{our_name}"
    with torch.no_grad():
        for name, parameter in other.items():
            module, kind = name.rsplit(".", 1)
            source = own[f"{modules[module]}.{kind}"]
            transposed = "c_" in module and kind == "weight"
            parameter.copy_(source.T if transposed else source)
        ids = torch.arange(16, 32)[None] % ours.config.vocab_size  # (1, 16)
        torch.testing.assert_close(
            ours.eval()(ids)[0], theirs.eval()(ids).logits, atol=1e-3, rtol=1e-3
        )
