# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated container images are consistent OCI archives."""

from __future__ import annotations

import hashlib
import io
import json
import pathlib
import tarfile

from harness import images


def read(path: pathlib.Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive if entry.isfile()}  # type: ignore[union-attr]


def test_every_digest_is_that_of_its_content(tmp_path: pathlib.Path) -> None:
    (tmp_path / "program").write_bytes(b"#!program")
    image = images.Image(
        ("a.test/x:1", "a.test/y:1"), {"bin/program": tmp_path / "program"}, ("/bin/program",), {"bin/sh": "program"}
    )
    images.write(image, tmp_path / "image.tar")
    files = read(tmp_path / "image.tar")
    for name, content in files.items():
        if name.startswith("blobs/"):
            assert name == f"blobs/sha256/{hashlib.sha256(content).hexdigest()}"
    index = json.loads(files["index.json"])
    names = [entry["annotations"]["io.containerd.image.name"] for entry in index["manifests"]]
    assert names == ["a.test/x:1", "a.test/y:1"]
    (digest,) = {entry["digest"] for entry in index["manifests"]}

    def blob(descriptor: dict) -> bytes:
        content = files["blobs/sha256/" + descriptor["digest"].removeprefix("sha256:")]
        assert len(content) == descriptor["size"]
        return content

    manifest = json.loads(blob(index["manifests"][0]))
    assert index["manifests"][0]["digest"] == digest
    configuration = json.loads(blob(manifest["config"]))
    assert configuration["config"]["Entrypoint"] == ["/bin/program"]
    layer = blob(manifest["layers"][0])
    assert configuration["rootfs"]["diff_ids"] == [f"sha256:{hashlib.sha256(layer).hexdigest()}"]
    with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
        assert archive.getmember("bin/program").mode == 0o755
        assert archive.getmember("tmp").mode == 0o1777
        assert archive.getmember("bin/sh").linkname == "program"


def test_equal_images_are_equal_bytes(tmp_path: pathlib.Path) -> None:
    (tmp_path / "program").write_bytes(b"x")
    for name in ("one", "other"):
        images.write(images.Image(("a:1",), {"program": tmp_path / "program"}, ("/program",)), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
