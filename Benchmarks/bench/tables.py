"""Tables of what was measured, for people."""
import json
import statistics

EXPLANATION = (
    "Medians of the repetitions that others disturbed least. A ratio above 1 is in finetools' favour. Raw figures are in "
    "`results`. † Others had more than a tenth of the processors: such a ratio says little, as threads that wait for each "
    "other lose more than those that do not.")
# What others may have of the processors without a mark.
UNDISTURBED = 0.1
# The system counts in hundredths of a second: of shorter repetitions only all together say what others had.
SHORT = 0.1


def read(path):
    """A line's file: what was compared, and the repetitions of each contestant at each point."""
    records = [json.loads(line) for line in open(path)]
    return records[0], records[1:]


def medians(figures):
    """The median images a second and peak MiB of each (point, contestant)."""
    groups = {}
    for figure in figures:
        groups.setdefault((figure["point"], figure["contestant"]), []).append(figure)
    return {key: median(group) for key, group in groups.items()}


def median(group):
    """Of the quieter half of the repetitions of a contestant, but of at least three."""
    is_short = statistics.median(figure["seconds"] for figure in group) < SHORT
    quiet = group if is_short else sorted(group, key=others)[:max(3, (len(group) + 1) // 2)]
    return {
        "speed": statistics.median(figure["images"] / figure["seconds"] for figure in quiet),
        "memory": max(figure["peak_mib"] for figure in group),
        "processors": statistics.median(figure.get("cpu_seconds", 0) / whole(figure) for figure in quiet),
        "cost": statistics.median(figure.get("cpu_seconds", 0) / figure["images"] for figure in quiet),
        "mark": " †" if statistics.mean(map(others, quiet)) > UNDISTURBED else "",
    }


def others(figure):
    """The part of the processors that others had; all, where it was not recorded."""
    return figure.get("others", 1)


def whole(figure):
    """The seconds of the process, of which the figure may be a part."""
    return figure.get("process_seconds", figure["seconds"])


def speed(measured):
    return f"{number(measured['speed'])}/s{measured['mark']}"


def number(value):
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}".replace(",", " ")


def verdict(is_reached, *contestants):
    """Says nothing of figures that others disturbed."""
    if any(contestant["mark"] for contestant in contestants):
        return "†"
    return "reached" if is_reached else "**missed**"


def comparisons(head, figures):
    """Rows of the main table: what, ours, the peer, its figure, the ratio, what was wanted, whether it was reached."""
    measured = medians(figures)
    for peer in head["peers"]:
        ours, theirs = measured["", "finetools"], measured["", peer["name"]]
        wanted = peer["wanted"]
        if wanted["milliseconds"] is not None:
            own, other = 1000 / ours["speed"], 1000 / theirs["speed"]
            yield [head["title"], f"{own:.2f} ms{ours['mark']}", peer["name"], f"{other:.2f} ms{theirs['mark']}",
                   f"{own - other:+.2f} ms",
                   f"≤ +{wanted['milliseconds']} ms", verdict(own - other <= wanted["milliseconds"], ours, theirs)]
            continue
        ratio = ours["speed"] / theirs["speed"]
        yield [head["title"], speed(ours), peer["name"], speed(theirs), f"{ratio:.2f}",
               str(wanted["speed"] or ""), verdict(ratio >= wanted["speed"], ours, theirs) if wanted["speed"] else ""]
        if wanted["memory"] is not None:
            part = ours["memory"] / theirs["memory"]
            yield [head["title"] + ", memory", f"{ours['memory']} MiB", peer["name"], f"{theirs['memory']} MiB",
                   f"× {part:.2f}", f"≤ × {wanted['memory']}", verdict(part <= wanted["memory"])]


def growth(head, figures):
    """Rows of a growth table: the point, and speed and memory of finetools and its peer."""
    measured = medians(figures)
    peer = head["peers"][0]["name"]
    for point in dict.fromkeys(figure["point"] for figure in figures):
        ours, theirs = measured[point, "finetools"], measured[point, peer]
        yield [point, speed(ours), f"{ours['memory']} MiB", speed(theirs),
               f"{theirs['memory']} MiB", f"{ours['speed'] / theirs['speed']:.2f}"]


def processors(head, figures):
    """Rows of the table of processors: what, who, how many processors it kept busy, its time for an image, and the ratio."""
    measured = medians(figures)
    for (_, contestant), figure in measured.items():
        if figure["processors"] > 0:
            ratio = figure["cost"] / measured["", "finetools"]["cost"]
            cost = f"{number(1000 * figure['cost'])} ms"
            yield [head["title"], contestant, f"{figure['processors']:.2f}", cost, f"{ratio:.2f}"]


def table(columns, rows):
    rows = [columns, ["---"] + ["---:"] * (len(columns) - 1)] + rows
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def machine(head):
    """The machine of a line's file, in words."""
    machine = head["machine"]
    versions = ", ".join(f"{name} {text}" for name, text in (machine["debian"] | machine["python"]).items() if text)
    return (
        f"{machine['processor']} (family/model {machine['family']}; {', '.join(machine['instructions'])}), "
        f"{machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}, "
        f"Swift {machine['swift']}, {versions}")


def markdown(files):
    """Everything: the machine, the comparisons, and how cost grows."""
    heads = [read(path) for path in files]
    text = EXPLANATION + "\n\n"
    for words in dict.fromkeys(machine(head) for head, _ in heads):
        text += words + ".\n\n"
    rows = [row for head, figures in heads if not head["grows"] for row in comparisons(head, figures)]
    if rows:
        text += table(["", "finetools", "peer", "its figure", "ratio", "wanted", ""], rows)
    rows = [row for head, figures in heads if not head["grows"] for row in processors(head, figures)]
    if rows:
        text += "\n### Processors\n\n"
        text += "How many were busy, and their time for an image, which others disturb less than the time that passes; but "
        text += "threads that spin while they wait for each other are busy, too.\n\n"
        text += table(["", "", "busy", "time an image", "ratio"], rows)
    for head, figures in heads:
        if head["grows"]:
            peer = head["peers"][0]["name"]
            text += f"\n### {head['title']}\n\n"
            text += table(["", "finetools", "memory", peer, "memory", "ratio"], list(growth(head, figures)))
    return text
