// A provider's pages, in plain French HTML. No State mark, no Marianne: this is a stand-in and says so.

import { escapeHtml } from '../http.mjs'
import { organizationFor } from './agents.mjs'

const STYLE = `
:root{--page:#f5f6fa;--card:#fff;--ink:#1b1c1d;--soft:#53565a;--line:#c9ccd3;--brand:#0a3a8c;--brand-ink:#fff;--tint:#e9eefb}
@media(prefers-color-scheme:dark){:root{--page:#101114;--card:#1b1c20;--ink:#f0f1f2;--soft:#b3b7bd;--line:#4a4d55;--brand:#9dbcf2;--brand-ink:#0c1117;--tint:#1d2940}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header,footer{padding:16px 24px;color:var(--soft);font-size:14px}
header b{color:var(--ink);font-size:17px}
main{flex:1;width:100%;max-width:480px;margin:0 auto;padding:16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:28px}
h1{font-size:25px;line-height:1.2;margin:0 0 8px;letter-spacing:-.01em}
p{margin:0 0 20px}.soft{color:var(--soft)}
form{margin:0}
button{font:inherit;color:inherit;cursor:pointer;width:100%;border-radius:10px;padding:12px 16px;border:1px solid var(--line);background:var(--card);text-align:left}
button:hover{background:var(--tint)}
button:focus-visible,a:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
.agent{display:flex;gap:14px;align-items:center;margin-bottom:12px}
.agent i{flex:none;font-style:normal;width:42px;height:42px;border-radius:50%;display:grid;place-items:center;background:var(--tint);color:var(--brand);font-weight:700}
.agent b,.agent small{display:block}.agent small{color:var(--soft);font-size:14px}
.refuse{text-align:center;color:var(--brand);border-color:transparent;font-weight:600}
.other{border:0;background:none;width:auto;padding:8px 4px;color:var(--soft);font-size:14px;text-decoration:underline}
code{background:var(--tint);border-radius:6px;padding:2px 6px}`

/** The pages of the provider that is called `name`. */
export function createPages(name) {
  const page = (title, content) => `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} - ${name} de démonstration</title><style>${STYLE}</style></head>
<body><header><b>${name}</b> de démonstration</header>
<main><div class="card">${content}</div></main>
<footer>Personnes et organisations fictives. Aucun mot de passe n’est demandé.</footer></body></html>`

  return {
    login({ action, client, agents, loginHint, siretHint }) {
      const { blocked, ...able } = agents
      const buttons = Object.entries(able).map(([id, agent]) => agentButton(id, agent, { loginHint, siretHint }))
      return page('Se connecter', `
<h1>Se connecter</h1>
<p>pour continuer vers <b id="client">${escapeHtml(client)}</b></p>
<form method="post" action="${escapeHtml(action)}/login" aria-label="Choisir qui se connecte">
${buttons.join('\n')}
<button class="other" id="agent-blocked" name="agent" value="blocked">Compte sans autorisation : ${escapeHtml(`${blocked.given_name} ${blocked.usual_name}`)}</button>
</form>
<form method="post" action="${escapeHtml(action)}/refuse"><button class="refuse" id="refuse">Refuser</button></form>`)
    },

    secondFactor: ({ action, email }) => page('Confirmer que c’est vous', `
<h1>Confirmer que c’est vous</h1>
<p>Ce service demande une deuxième preuve : un code envoyé à <b id="email">${escapeHtml(email)}</b>.</p>
<form method="post" action="${escapeHtml(action)}"><button class="agent" id="second-factor"><b>Continuer avec le code reçu par e-mail</b></button></form>`),

    /** An error that stays here: nothing on this page leads back to whoever asked. */
    error: ({ code, message }) => page('Connexion impossible', `
<h1>Connexion impossible</h1>
<p>${escapeHtml(message)}</p>
<p class="soft">Vous pouvez fermer cet onglet. Code à donner à l’assistance : <code id="error-code">${escapeHtml(code)}</code></p>`),

    signingOut: (form) => page('Déconnexion', `
<h1>Déconnexion en cours</h1>
${form}
<input type="hidden" form="op.logoutForm" name="logout" value="yes">
<noscript><button form="op.logoutForm">Terminer la déconnexion</button></noscript>
<script>document.getElementById('op.logoutForm').submit()</script>`),

    signedOut: () => page('Vous êtes déconnecté', `
<h1 id="signed-out">Vous êtes déconnecté</h1>
<p>Votre session est fermée dans ce navigateur. Vous pouvez fermer cet onglet.</p>`),
  }
}

function agentButton(id, agent, { loginHint, siretHint }) {
  const initials = agent.given_name[0] + agent.usual_name[0]
  return `<button class="agent" id="agent-${id}" name="agent" value="${id}"${agent.email === loginHint ? ' autofocus' : ''}>
<i aria-hidden="true">${initials}</i>
<span><b>${escapeHtml(`${agent.given_name} ${agent.usual_name}`)}</b><small>${escapeHtml(organizationFor(agent, siretHint).organization_label)}</small></span></button>`
}
