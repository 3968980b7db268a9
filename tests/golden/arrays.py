"""Files that NumPy writes, as base64, with the numbers in them: python3 tests/golden/arrays.py (any NumPy from 1.14 on).

Needs no network. What NumPy writes here is the same in 1.x and 2.x, but for the times in archives, which are fixed below.
"""
import sys; sys.path.pop(0)  # this file is called as the package
import base64, io, json, pathlib, zipfile
import numpy as np

def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return base64.b64encode(out.getvalue()).decode()

def numbers(array):
    # JSON has no NaN or infinities
    return [str(v) if isinstance(v, float) and not np.isfinite(v) else v for v in np.ascontiguousarray(array).ravel().tolist()]

cases, refused = [], []
def case(name, array, version=None):
    cases.append({"name": name, "shape": list(array.shape), "values": numbers(array), "npy": npy(array, version)})

ints = [[-3, 0, 1], [2, 100, -128]]
for dtype in ["i1", "i2", "i4", "i8"]:
    case(dtype, np.array(ints, "<" + dtype))
    if dtype != "i1": case(dtype + " big-endian", np.array(ints, ">" + dtype))
for dtype in ["u1", "u2", "u4", "u8"]:
    case(dtype, np.array([0, 1, 250], "<" + dtype))
    if dtype != "u1": case(dtype + " big-endian", np.array([0, 1, 250], ">" + dtype))
case("extremes of 32 bits", np.array([-2**31, 2**31 - 1], "<i8"))
case("bool", np.array([[True, False], [False, True]]))
floats = [0.0, -0.0, 1.0, -2.5, 0.333251953125, 65504.0, 6.103515625e-05, 5.960464477539063e-08, np.inf, -np.inf, np.nan]
for dtype in ["f2", "f4", "f8"]:
    case(dtype, np.array(floats, "<" + dtype))
    case(dtype + " big-endian", np.array(floats, ">" + dtype))
case("rounded to float32", np.array([0.1, 1e-40, 3.4e38], "<f8").astype("<f4").astype("<f8"))
case("fortran order of 2 dimensions", np.asfortranarray(np.arange(6, dtype="<i4").reshape(2, 3)))
case("fortran order of 4 dimensions", np.asfortranarray(np.arange(120, dtype="<u1").reshape(2, 3, 4, 5)))
case("fortran order, big-endian", np.asfortranarray(np.arange(12, dtype=">f4").reshape(3, 4)))
case("one number", np.array(7, "<f4"))
case("none", np.zeros((0, 28, 28), "<u1"))
case("version 2", np.arange(3, dtype="<f4"), (2, 0))
case("version 3", np.arange(3, dtype="<f4"), (3, 0))

def refuse(name, array, message): refused.append({"name": name, "npy": npy(array), "message": message})
refuse("complex", np.array([1j]), '"<c16"')
refuse("text", np.array(["ab"]), '"<U2"')
refuse("bytes", np.array([b"ab"]), '"|S2"')
refuse("objects", np.array([None, {}], dtype=object), "which are Python objects")
refuse("records", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]), "records of several fields")
refuse("dates", np.array(["2020-01-01"], dtype="datetime64[D]"), '"<M8[D]"')
refuse("an integer of 33 bits", np.array([1, 2**31], "<i8"), "index 1: got 2147483648")
refuse("an unsigned integer of 32 bits", np.array([2**32 - 1], "<u4"), "index 0: got 4294967295")
refuse("a number beyond float32", np.array([1e300], "<f8"), "got 1e+300")

def npz(save, **arrays):
    class Fixed(zipfile.ZipInfo):  # all members as of 1980
        def __init__(self, filename="NoName", date_time=None): super().__init__(filename)
    original, zipfile.ZipInfo = zipfile.ZipInfo, Fixed
    try:
        out = io.BytesIO()
        save(out, **arrays)
    finally:
        zipfile.ZipInfo = original
    return base64.b64encode(out.getvalue()).decode()

def zip64():
    """What Python writes to a stream that it cannot seek in: sizes behind the members, and 64-bit ones at the end."""
    limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 10
    try:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ["x", "y"]:
                data = io.BytesIO(); np.save(data, archives[name])
                archive.writestr(zipfile.ZipInfo(name + ".npy"), data.getvalue())
    finally:
        zipfile.ZIP64_LIMIT = limit
    return base64.b64encode(out.getvalue()).decode()

archives = {"x": np.arange(300, dtype="<u1").reshape(3, 100), "y": np.array([2, 0, 1], "<i8")}
result = {
    "cases": cases,
    "refused": refused,
    "npz": {"stored": npz(np.savez, **archives), "deflated": npz(np.savez_compressed, **archives), "zip64": zip64()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")
print(path, path.stat().st_size, "bytes, NumPy", np.__version__)
