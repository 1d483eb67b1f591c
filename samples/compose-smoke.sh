#!/usr/bin/env bash
# Proves docker-compose.yml: starts it, runs README's first query through it, looks where its data went,
# replaces the server, asks again.
#
#   samples/compose-smoke.sh              with the images that docker-compose.yml names; with stand-ins for
#                                         them where they cannot be pulled
#   samples/compose-smoke.sh --stand-ins  with stand-ins in any case
#
# Needs a Docker engine (DOCKER_HOST says which) and docker compose or docker-compose. For stand-ins also
# root and debootstrap: Debian, this machine's JDK 25, Debian's PostgreSQL, and S3Proxy from Maven Central.
# The last line says what ran.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home"
work=$home/target/compose
export COMPOSE_PROJECT_NAME=tarn-smoke TARN_PORT=${TARN_PORT:-18181} DOCKER_BUILDKIT=${DOCKER_BUILDKIT:-0}
export TARN_ADMIN_TOKEN=${TARN_ADMIN_TOKEN:-of-the-smoke-test-0123456789abcdef}
images=(chrislusf/seaweedfs:4.36 postgres:17 maven:3.9-eclipse-temurin-25 eclipse-temurin:25-jdk)
files=(-f docker-compose.yml)

say() { printf 'compose-smoke: %s\n' "$1"; }
die() { say "$1" >&2; exit 1; }

compose() {
  if docker compose version > /dev/null 2>&1; then docker compose "${files[@]}" "$@"
  else docker-compose "${files[@]}" "$@"; fi
}

pull() {
  local image
  for image in "${images[@]}"; do
    timeout "${PULL_SECONDS:-600}" docker pull -q "$image" || return 1
  done
}

jdk25() {
  local dir version
  for dir in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/*; do
    [ -x "$dir/bin/javac" ] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$dir/release")
    [ "${version:-0}" -lt 25 ] || { printf '%s\n' "$dir"; return; }
  done
  die 'no JDK 25 here'
}

# Debian and what the three images bring, in one image.
build_stand_in() {
  local image=$work/stand-in
  docker image inspect tarn-stand-in-debian > /dev/null 2>&1 || {
    say 'stand-in: Debian, by debootstrap'
    rm -rf "$work/debian"
    debootstrap --variant=minbase --include=ca-certificates,curl,postgresql bookworm "$work/debian" \
      ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} > "$work/debootstrap.log"
    tar -C "$work/debian" --exclude=./var/cache/apt --exclude=./proc --exclude=./sys -c . \
      | docker import - tarn-stand-in-debian
    rm -rf "$work/debian"
  }
  rm -rf "$image" && mkdir -p "$image"
  cp -R "$(jdk25)/." "$image/jdk" && rm -f "$image/jdk/lib/src.zip"
  ./mvnw -B -q dependency:copy -N -Dmdep.stripVersion=true -Dmdep.stripClassifier=true \
    -Dartifact=org.gaul:s3proxy:4.1.0:jar:jar-with-dependencies "-DoutputDirectory=$image"
  cp samples/compose/postgres samples/compose/store "$image"
  docker build -q -t tarn-stand-in -f samples/compose/stand-in.Dockerfile "$image"
}

# The folder that the Dockerfile builds from, with the jars built here, so that no Maven runs in a container.
stage_build() {
  ./tarn version
  rm -rf "$work/context" && mkdir -p "$work/context"
  tar -c --exclude=src/test Dockerfile tarn mvnw .mvn pom.xml ./*/pom.xml ./*/src target/tarn \
    | tar -x -C "$work/context"
}

ready() {
  local i
  for i in $(seq 120); do
    ! curl -fs -o /dev/null "http://127.0.0.1:$TARN_PORT/health/ready" || return 0
    sleep 1
  done
  compose ps
  compose logs --tail=50
  die 'the server is not ready after two minutes'
}

# sql STATEMENT prints the answer as CSV; an error ends the script.
sql() {
  local answer
  answer=$(printf '{"sql": "%s"}' "${1//\"/\\\"}" | curl -sS --fail-with-body \
    "http://127.0.0.1:$TARN_PORT/api/v1/sql" -H 'Accept: text/csv' \
    -H "Authorization: Bearer $TARN_ADMIN_TOKEN" --data-binary @-) || die "$answer"
  printf '%s\n' "$answer"
}

docker info > /dev/null 2>&1 || die 'no Docker engine answers'
mkdir -p "$work"
ran='the images of docker-compose.yml'
if [ "${1:-}" = --stand-ins ] || ! pull; then
  ran='stand-in images (Debian by debootstrap, the JDK of this machine, PostgreSQL of Debian, S3Proxy)'
  say "$ran"
  build_stand_in
  stage_build
  files+=(-f samples/compose/stand-ins.yml)
  export TARN_BUILD_IMAGE=tarn-stand-in TARN_BASE_IMAGE=tarn-stand-in TARN_CONTEXT=$work/context
fi

trap 'compose down --volumes --rmi local --timeout 20 > /dev/null 2>&1 || true' EXIT
compose down --volumes > /dev/null 2>&1 || true
compose up --build --detach
ready
mapfile -t statements < <(sed -n 's/^\.\/tarn sql --data lake-data -e "\(.*\)"$/\1/p' README.md)
[ "${#statements[@]}" -eq 3 ] || die "README.md has ${#statements[@]} first statements, not 3"
for statement in "${statements[@]}"; do
  say "$statement"
  answer=$(sql "$statement")
  printf '%s\n' "$answer"
done
[ "$(wc -l <<< "$answer")" -gt 3 ] || die 'README.md'"'"'s query has too few rows'

in_store=$(sql 'SELECT count(*) FROM lakes."stations$files" WHERE file_path LIKE '"'s3://lake/%'" | tail -1)
[ "$in_store" -ge 1 ] || die 'the table has no file in the store'
in_postgres=$(compose exec -T -e "PGPASSWORD=${TARN_POSTGRES_PASSWORD:-tarn-secret}" postgres \
  psql -h 127.0.0.1 -U tarn -d tarn -Atc "select count(*) from table_like" 2>&1) || die "$in_postgres"
[ "$in_postgres" -ge 1 ] || die 'the catalog is not in PostgreSQL'
anonymous=$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$TARN_PORT/catalog/v1/namespaces")
[ "$anonymous" = 401 ] || die "who has no token is answered $anonymous, not 401"
say "files in the store: $in_store; tables in PostgreSQL: $in_postgres; without a token: $anonymous"

compose up --detach --force-recreate --no-deps tarn
ready
[ "$(sql "${statements[2]}")" = "$answer" ] || die 'a new server gives another answer'
say 'a new server on the same volumes gives the same answer'
say "passed, with $ran"
