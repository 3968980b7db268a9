"""Archives that Python's tarfile writes in its three formats, gzip and base64: python3 tests/golden/tar.py."""
import base64, gzip, io, json, pathlib, tarfile

LONG = "a-folder-with-a-rather-long-name/" * 4  # 132 characters; with a file's name more than the 100 of a plain header
FILES = {
    "train/0001.txt": "één".encode(),
    "train/0001.cls": b"3\n",
    "train/0001.seg.bin": bytes(range(256)) * 3,
    LONG + "0002.txt": b"long",
    LONG + "0002.cls": b"0",
    "tr\u00e4in/0003.json": b'{"a": [1, null]}',
    "train/empty.txt": b"",
}

def archive(format):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as tar:
        folder = tarfile.TarInfo("train"); folder.type = tarfile.DIRTYPE; tar.addfile(folder)
        for name, data in FILES.items():
            info = tarfile.TarInfo(name); info.size = len(data); info.mtime = 1.5 if format == tarfile.PAX_FORMAT else 1
            tar.addfile(info, io.BytesIO(data))
            if name == "train/0001.cls":
                link = tarfile.TarInfo("train/link.txt"); link.type = tarfile.SYMTYPE; link.linkname = "0001.txt"; tar.addfile(link)
    return base64.b64encode(gzip.compress(out.getvalue(), 9, mtime=0)).decode()

result = {
    "files": {name: base64.b64encode(data).decode() for name, data in FILES.items()},
    "ustar": archive(tarfile.USTAR_FORMAT), "gnu": archive(tarfile.GNU_FORMAT), "pax": archive(tarfile.PAX_FORMAT),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")
print(path, path.stat().st_size, "bytes")
