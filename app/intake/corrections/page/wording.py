"""The fixed words of the page on which an application is corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "correction": Both("补正申请", "Correct your application"),
    "back_to_case": Both("返回办件", "Back to the case"),
    "nothing": Both("这个办件现在没有需要补正的", "Nothing is to be corrected now"),
    "nothing_said": Both(
        "已经提交的补正正在审查，或者还没有人要求补正。",
        "What you sent in is being examined, or nobody asked for a correction.",
    ),
    "asked": Both("需要补正的全部内容", "Everything that is to be corrected"),
    "due": Both("请在 {} 以前提交", "Please send it in by {}"),
    "late": Both(
        "期限已过。办件还没有退回的，仍然可以提交。",
        "The day is past. As long as the case is not returned you can still send it in.",
    ),
    "why_again": Both("再次要求补正的原因", "Why you are asked again"),
    "basis": Both("依据", "Basis"),
    "round": Both("第 {} 次补正", "Correction no. {}"),
    "answered": Both("您已于 {} 提交", "You sent it in on {}"),
    "before": Both("以前的补正", "Earlier corrections"),
    "form": Both("改正申请表", "Correct the form"),
    "form_lead": Both("只改需要改的，其他的不用动。", "Change what has to be changed and leave the rest."),
    "kept_hidden": Both("现在填的是 {}；不改就留空", "Now {}; leave it empty to keep it"),
    "choose": Both("请选择", "Choose"),
    "optional": Both("选填", "optional"),
    "form_as_file": Both("重新上传申请表", "Upload the form again"),
    "form_filed": Both(
        "您交的是申请表文件，请改好后重新上传。", "You filed the form as a file: correct and upload it again."
    ),
    "files": Both("更换材料", "Replace files"),
    "files_lead": Both(
        "新选的文件会替换这份材料原来的全部文件。不选就保留原来的。",
        "Files you choose take the place of all files of that material. Choose none to keep what is there.",
    ),
    "files_kinds": Both(
        "照片、扫描件、PDF、OFD 或 DOCX，每个不超过 20 MB", "Photo, scan, PDF, OFD or DOCX, 20 MB each at most"
    ),
    "filed_now": Both("现在的文件", "Filed now"),
    "none_filed": Both("还没有交", "nothing yet"),
    "send": Both("提交补正", "Send the correction"),
    "send_hint": Both(
        "提交以后马上重新审查，结果显示在办件页。", "It is examined at once, and the case’s page shows the result."
    ),
    "error": Both("还没有提交，请先改正", "Not sent in yet: please correct this first"),
    "unchanged": Both("没有改动任何内容", "Nothing was changed"),
    "missing": Both("“{}”没有填写", "“{}” is empty"),
    "badly": Both("“{}”填写有误", "“{}” is not filled in right"),
}
