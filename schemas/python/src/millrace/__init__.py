"""What a Millrace run left, as NumPy arrays: topics, exported files, checkpoints; and scores for a running one."""

from .checkpoint import Checkpoint, load_checkpoint, read_safetensors
from .contracts import schema, unpacked
from .files import Group, GroupTrajectory, read_groups
from .partition import murmur2, partition_of
from .registry import Registry
from .scores import Abstained, Failed, ScoreWriter, score_record, single_scores
from .topics import TopicReader

__all__ = [
    "Abstained",
    "Checkpoint",
    "Failed",
    "Group",
    "GroupTrajectory",
    "Registry",
    "ScoreWriter",
    "TopicReader",
    "load_checkpoint",
    "murmur2",
    "partition_of",
    "read_groups",
    "read_safetensors",
    "schema",
    "score_record",
    "single_scores",
    "unpacked",
]
