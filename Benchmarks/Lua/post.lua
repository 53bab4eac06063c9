wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"number":0}'
