"""Canaille with one person, two groups and three clients, all in memory.

usage: canaille-server.py PORT REDIRECT_PORT SECRET
"""

import datetime
import sys

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from werkzeug.serving import run_simple

port, redirect_port, secret = int(sys.argv[1]), sys.argv[2], sys.argv[3]
# Canaille makes its own keys for the tokens; SECRET_KEY is for its cookies.
app = create_app(
    {
        "SECRET_KEY": secret * 4,
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "TRUSTED_HOSTS": ["127.0.0.1"],
        "CANAILLE": {
            "DATABASE": "memory",
            "ACL": {"DEFAULT": {"PERMISSIONS": ["edit_self", "use_oidc"], "READ": ["user_name", "groups"], "WRITE": []}},
        },
        "CANAILLE_OIDC": {},
        "CANAILLE_SCIM": {"ENABLE_SERVER": True},
    }
)
CLIENTS = [("public", "none", None), ("post", "client_secret_post", "RS256"), ("basic", "client_secret_basic", "PS256")]
with app.app_context(), Backend.instance.session():
    camille = models.User(
        user_name="camille",
        formatted_name="Camille Durand",
        given_name="Camille",
        family_name="Durand",
        emails=["camille.durand@exemple.fr"],
        password="le mot de passe",
    )
    Backend.instance.save(camille)
    for name in ("rh", "Équipe"):
        Backend.instance.save(models.Group(display_name=name, members=[camille]))
    back = f"http://127.0.0.1:{redirect_port}"
    for client_id, method, algorithm in CLIENTS:
        client = models.Client(
            client_id=client_id,
            client_name="Parvis",
            client_id_issued_at=datetime.datetime.now(datetime.timezone.utc),
            client_secret=secret if method != "none" else None,
            # On this computer: nobody is asked for a consent.
            client_uri="http://127.0.0.1",
            redirect_uris=[f"{back}/callback"],
            post_logout_redirect_uris=[f"{back}/signed-out"],
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            scope=["openid", "profile", "email", "groups"],
            token_endpoint_auth_method=method,
            id_token_signed_response_alg=algorithm,
        )
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)

run_simple("127.0.0.1", port, app, threaded=True)
