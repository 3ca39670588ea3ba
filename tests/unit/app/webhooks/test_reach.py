from __future__ import annotations

from ipaddress import ip_network

import pytest

from app.errors import BadSetting
from app.settings import Settings
from app.webhooks.errors import BadWebhookUrl
from app.webhooks.reach import Reach, reach_of

PUBLIC = Reach()
INNER = Reach(networks=(ip_network("10.0.0.0/8"),), allows_http=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_may_be_reached(address: str) -> None:
    assert PUBLIC.permits(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_an_inner_or_special_address_may_not(address: str) -> None:
    assert not PUBLIC.permits(address)


def test_an_inner_network_that_a_setting_names_may_be_reached_and_no_other() -> None:
    assert INNER.permits("10.1.2.3")
    assert INNER.permits("::ffff:10.1.2.3")
    assert not INNER.permits("192.168.1.1")
    assert not INNER.permits("127.0.0.1")


@pytest.mark.parametrize("url", ["https://example.cn/hook", "https://example.cn:8443/a?b=c", "https://8.8.8.8/"])
def test_a_usable_address_is_taken(url: str) -> None:
    PUBLIC.check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/hook", "ftp://example.cn/", "file:///etc/passwd", "example.cn", "https://", "https:///hook",
        "https://user@example.cn/", "https://a:b@example.cn/", "https://example.cn/#x", "https://example.cn:99999/",
        "https://[::1/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://2130706433/",
        "https://0x7f000001/", "https://127.1/", "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/",
        "https://例.cn/", "https://example.cn/a b", "https://example.cn/\n", f"https://example.cn/{'a' * 500}",
    ],
)  # fmt: skip
def test_an_address_that_can_never_be_reached_is_refused_when_it_is_given(url: str) -> None:
    with pytest.raises(BadWebhookUrl):
        PUBLIC.check_url(url)


def test_http_is_taken_only_where_a_setting_allows_it() -> None:
    INNER.check_url("http://10.2.3.4/hook")


def test_the_settings_say_what_may_be_reached() -> None:
    reach = reach_of(Settings(webhook_networks="10.0.0.0/8, fc00::/7"))

    assert reach.permits("fc00::1")
    assert not reach.allows_http


@pytest.mark.parametrize("written", ["ten", "10.0.0.1/8", "10.0.0.0/33"])
def test_a_network_that_is_none_is_told_by_its_setting(written: str) -> None:
    with pytest.raises(BadSetting, match="ZHIBAN_WEBHOOK_NETWORKS"):
        reach_of(Settings(webhook_networks=written))
