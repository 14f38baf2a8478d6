#!/usr/bin/env bash
# Install what the tests drive and pip cannot bring: PostGIS, Chromium, a Japanese font, Java with the HTML validator.
# Only what is absent, and only on Debian or Ubuntu as root; elsewhere the tests name what they could not run.
set -euo pipefail
cd "$(dirname "$0")/.."

# npm comes with the build requirements; the validator's hash stands in tools/html/package-lock.json.
if [ -x .venv/bin/npm ] && [ ! -e tools/html/node_modules/vnu-jar/build/dist/vnu.jar ]; then
    .venv/bin/npm ci --prefix tools/html --ignore-scripts --no-audit --no-fund >/dev/null ||
        echo 'Not here: the HTML validator. Tests that need it are named as not run.'
fi

lacking=()
compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null || lacking+=(postgresql-postgis)
command -v chromium >/dev/null || lacking+=(chromium)
command -v java >/dev/null || lacking+=(default-jre-headless)
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || lacking+=(fonts-noto-cjk)

[ ${#lacking[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not here: ${lacking[*]}. Tests that need them are named as not run."
    exit 0
fi

echo "Installing ${lacking[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# RUNLEVEL=1: the tests start a database of their own, so none shall be started here as a service.
RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${lacking[@]}" >/dev/null
